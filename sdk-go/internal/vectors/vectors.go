// Package vectors reads conformance/vectors, which all SDKs and the router run as unit tests.
package vectors

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Case is what all cases have.
type Case struct {
	ID           string   `json:"id"`
	Requirements []string `json:"requirements"`
	Note         string   `json:"note"`
}

// Load returns the cases of a file of vectors; there is at least one.
func Load[T any](t testing.TB, name string) []T {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folder(t), name)) //nolint:gosec // a name in this repository
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []T `json:"cases"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(file.Cases) == 0 {
		t.Fatalf("%s has no cases", name)
	}
	return file.Cases
}

// folder finds conformance/vectors above the package under test.
func folder(t testing.TB) string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; at != filepath.Dir(at); at = filepath.Dir(at) {
		candidate := filepath.Join(at, "conformance", "vectors")
		if info, err := os.Stat(candidate); err == nil && info.IsDir() {
			return candidate
		}
	}
	t.Fatal("there is no conformance/vectors above this package: run the tests in a checkout of the whole repository")
	return ""
}

// Piece is a part of some bytes: text, hex digits, or a text that is repeated.
type Piece struct {
	Text   *string `json:"text"`
	Hex    *string `json:"hex"`
	Repeat *string `json:"repeat"`
	Times  int     `json:"times"`
	Parts  []Piece `json:"parts"`
}

// Bytes returns what the piece stands for.
func (p Piece) Bytes() []byte {
	switch {
	case p.Text != nil:
		return []byte(*p.Text)
	case p.Hex != nil:
		raw, err := hex.DecodeString(strings.ReplaceAll(*p.Hex, " ", ""))
		if err != nil {
			panic(fmt.Sprintf("vector: hex %q: %v", *p.Hex, err)) //nolint:forbidigo // a broken vector
		}
		return raw
	case p.Repeat != nil:
		return bytes.Repeat([]byte(*p.Repeat), p.Times)
	}
	return Join(p.Parts)
}

// Join returns the bytes of several pieces.
func Join(pieces []Piece) []byte {
	var all []byte
	for _, piece := range pieces {
		all = append(all, piece.Bytes()...)
	}
	return all
}

// Equal tells whether two texts are the same JSON value; numbers are compared by their digits.
func Equal(a, b json.RawMessage) bool {
	return canonical(a) == canonical(b)
}

func canonical(raw json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return "broken: " + string(raw)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "broken: " + string(raw)
	}
	return string(text)
}
