package main

import (
	"os"
	"strings"
	"testing"
)

func TestTheProgramIsThatOfTheReadme(t *testing.T) {
	t.Parallel()
	program, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../../sdk-go/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```go\n"+string(program)+"```\n") {
		t.Error("main.go and the quick start of sdk-go/README.md differ")
	}
}
