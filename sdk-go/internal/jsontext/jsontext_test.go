package jsontext_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
)

func TestLegalTexts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, ` [ ] `, `null`, `true`, `false`, `0`, `-0`, `-12.5e+3`, `1E400`, `123456789012345678901234567890`,
		`""`, `"\"\\\/\b\f\n\r\tA"`, `"é😀"`, `"😀"`, `{"a":{"b":[1,{"c":null}]}}`, "{\t\"a\" :\r1 , \"a\":2}",
		"\"\u007f\u0080\u2028\"",
	} {
		if err := jsontext.Check([]byte(text), 128); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestIllegalTexts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		``, ` `, `{`, `}`, `[1,]`, `{"a":1,}`, `{"a"}`, `{a:1}`, `{'a':1}`, `[1 2]`, `{"a":1 "b":2}`, `nul`, `True`, `NaN`,
		`Infinity`, `-Infinity`, `01`, `+1`, `.5`, `1.`, `1e`, `-`, `0x10`, `"`, `"\x"`, `"\u12"`, `"\u12G4"`, "\"\n\"", "\"\x00\"",
		`"\ud800"`, `"\udc00"`, `"\ud800x"`, `"\ud800\n"`, `"\ud800A"`, `"\ud800\ud800"`, `{"\ud800":1}`,
		"\"\xff\"", "\"\xed\xa0\x80\"", "\ufeff{}", `{} {}`, `{}x`, `/**/{}`,
	} {
		var syntax *jsontext.SyntaxError
		if err := jsontext.Check([]byte(text), 128); !errors.As(err, &syntax) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	nested := func(levels int) []byte {
		return []byte(strings.Repeat(`[`, levels) + `"[[["` + strings.Repeat(`]`, levels))
	}
	if err := jsontext.Check(nested(128), 128); err != nil {
		t.Error(err)
	}
	if err := jsontext.Check(nested(129), 128); !errors.Is(err, jsontext.ErrTooDeep) {
		t.Errorf("got %v", err)
	}
	if err := jsontext.Check([]byte(strings.Repeat("[", 1<<20)), 128); !errors.Is(err, jsontext.ErrTooDeep) {
		t.Errorf("got %v", err)
	}
}

func TestObject(t *testing.T) {
	t.Parallel()
	var got []string
	err := jsontext.Object([]byte(` {"a":1, "\u0061" : {"a":2}, "A":[3]} `), 128, func(name, value []byte) {
		got = append(got, string(name)+"="+string(value))
	})
	if want := `a=1|a={"a":2}|A=[3]`; err != nil || strings.Join(got, "|") != want {
		t.Errorf("got %v, %v", got, err)
	}
	if err := jsontext.Object([]byte(`[]`), 128, nil); !errors.Is(err, jsontext.ErrNotObject) {
		t.Errorf("got %v", err)
	}
	if got := string(jsontext.Last([]byte(`{"a":1,"b":{"a":9},"a":2}`), "a")); got != "2" {
		t.Errorf("the last of duplicates counts, got %s", got)
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]jsontext.Head{
		`{"id":7,"method":"x","params":{`:    {ID: []byte("7"), Named: true, Method: true},
		`{"method":"x","params":{},"id":7}`:  {Named: true, Method: true},
		`{"\u0069d":"a\"","method":"x","p":`: {ID: []byte(`"a\""`), Named: true, Method: true},
		`{"id":1,"id":2,"result":"cut`:       {ID: []byte("2"), Named: true, Answer: true},
		`{"id":12`:                           {Named: true},
		`{"id":[1,"]"],"error":{"a":`:        {ID: []byte(`[1,"]"]`), Named: true, Answer: true},
		`garbage`:                            {},
		``:                                   {},
	} {
		got := jsontext.ScanHead([]byte(text))
		if string(got.ID) != string(want.ID) || got.Named != want.Named || got.Method != want.Method || got.Answer != want.Answer {
			t.Errorf("%s: got %+v", text, got)
		}
	}
}

func TestBuild(t *testing.T) {
	t.Parallel()
	got := string((&jsontext.Builder{}).Text("a", "<\"\\\x01\xff>é").Raw("b", []byte("1")).Object())
	if want := "{\"a\":\"<\\\"\\\\\\u0001\ufffd>é\",\"b\":1}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for object, want := range map[string]string{`{}`: `{"x":0}`, ` { "a":1}`: `{"x":0, "a":1}`} {
		if got := string(jsontext.Prepend([]byte(object), "x", []byte("0"))); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// FuzzCheck compares with encoding/json where that is strict enough.
func FuzzCheck(f *testing.F) {
	for _, text := range []string{`{"a":[1,-0.5e3,null,"A"]}`, `"\ud800"`, "\xff", `[[[`, `1e`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		err := jsontext.Check(text, 100)
		jsontext.ScanHead(text)
		switch {
		case err == nil && (!json.Valid(text) || !utf8.Valid(text)):
			t.Errorf("%q was taken", text)
		case err != nil && json.Valid(text) && utf8.Valid(text) && !errors.Is(err, jsontext.ErrTooDeep) && !strings.Contains(err.Error(), "surrogate"):
			t.Errorf("%q was refused: %v", text, err)
		}
	})
}

func TestTree(t *testing.T) {
	t.Parallel()
	text := []byte(` {"a":[1, -0.5e3 ,true,false,null,{},[] ,"x\"A"],"b":1,"b":{"c":"d"}} `)
	got, err := jsontext.Tree(text)
	want := map[string]any{
		"a": []any{json.Number("1"), json.Number("-0.5e3"), true, false, nil, map[string]any{}, []any{}, "x\"A"},
		"b": map[string]any{"c": "d"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := jsontext.Tree([]byte(`{"a":`)); err == nil {
		t.Error("half a text has no tree")
	}
}
