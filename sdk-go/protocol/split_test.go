package protocol

import (
	"encoding/json"
	"testing"
)

func TestSplitObject(t *testing.T) {
	t.Parallel()
	raw := " {\t\"a\" : \"x\\\\\" , \"b\\u0063\\\"\":{\"]\":[1,\"}\"]} ,\"n\":-1.5e3,\"t\" :true,\"e\":{},\"s\":\"\\\\\\\"\\\\\"\r\n} "
	want := []struct{ name, raw string }{
		{"a", `"x\\"`}, {`bc"`, `{"]":[1,"}"]}`}, {"n", "-1.5e3"}, {"t", "true"}, {"e", "{}"}, {"s", `"\\\"\\"`},
	}
	if !json.Valid([]byte(raw)) {
		t.Fatal("the test's own JSON is broken")
	}
	members := splitObject([]byte(raw))
	if len(members) != len(want) {
		t.Fatalf("%d members, want %d", len(members), len(want))
	}
	for i, m := range members {
		if m.name != want[i].name || string(m.raw) != want[i].raw {
			t.Errorf("member %d is %q: %s, want %q: %s", i, m.name, m.raw, want[i].name, want[i].raw)
		}
	}
}

func TestSplitList(t *testing.T) {
	t.Parallel()
	items := splitList([]byte(" [ 1 ,[2,\"]\"], {\"a\":[]} ,\"x\" , null ] "))
	want := []string{"1", `[2,"]"]`, `{"a":[]}`, `"x"`, "null"}
	if len(items) != len(want) {
		t.Fatalf("%d items, want %d", len(items), len(want))
	}
	for i, item := range items {
		if string(item) != want[i] {
			t.Errorf("item %d is %s, want %s", i, item, want[i])
		}
	}
	if items := splitList([]byte("[ ]")); items != nil {
		t.Errorf("%v", items)
	}
}

func TestTheLastOfTwinsWins(t *testing.T) {
	t.Parallel()
	var params ToolExecuteParams
	if err := json.Unmarshal([]byte(`{"name":"a","x":1,"input":{},"name":"b","x":2}`), &params); err != nil {
		t.Fatal(err)
	}
	if params.Name != "b" || len(params.Extra) != 1 || string(params.Extra["x"]) != "2" {
		t.Errorf("%+v", params)
	}
}

func TestBrokenJSONIsOneFault(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "{", `{"name`, `{"name":`, `{"name":"t","input":{`, "[1,", `"\`, "{]"} {
		if faults := Validate("ToolExecuteParams", json.RawMessage(raw)); len(faults) != 1 {
			t.Errorf("%q: %v", raw, faults)
		}
		if _, err := DecodeContentBlock(json.RawMessage(raw)); err == nil {
			t.Errorf("%q was taken for a block", raw)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{`{"a":[1,{"b":"\\\""}],"c":"é"}`, `[[],{},"",0]`, `{"a`, `[`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		members, items := splitObject(raw), splitList(raw)
		if !json.Valid(raw) {
			return
		}
		var object map[string]json.RawMessage
		if kindOf(raw) == '{' && json.Unmarshal(raw, &object) == nil {
			for _, m := range members {
				if !json.Valid(m.raw) {
					t.Errorf("%s came out of %s", m.raw, raw)
				}
				delete(object, m.name)
			}
			if len(object) > 0 {
				t.Errorf("%v was lost from %s", object, raw)
			}
		}
		var list []json.RawMessage
		if kindOf(raw) == '[' && json.Unmarshal(raw, &list) == nil && len(list) != len(items) {
			t.Errorf("%d items of %s, want %d", len(items), raw, len(list))
		}
	})
}
