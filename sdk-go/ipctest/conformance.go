package ipctest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
)

const (
	suiteName     = "amplifier-conformance"
	suiteOverride = "AMPLIFIER_CONFORMANCE"
)

// Conforms runs the conformance suite on the service that a command starts, a program and its arguments, and ends the
// test with the suite's report when the service does not conform. [Conformance] has the options.
//
// The suite is the command amplifier-conformance (pip install amplifier-ipc-conformance) of PATH, or what the
// environment variable AMPLIFIER_CONFORMANCE names.
func Conforms(t testing.TB, command ...string) {
	t.Helper()
	Conformance{}.Check(t, command...)
}

// Conformance is a run of the conformance suite with its options.
type Conformance struct {
	// Only and Skip name areas or requirements.
	Only, Skip []string
	// Execute has the input with which a tool that is not read-only may be run, by its name.
	Execute map[string]any
	// AllowEffects lets every tool be run.
	AllowEffects bool
}

// Check runs the suite as [Conforms] does.
func (c Conformance) Check(t testing.TB, command ...string) {
	t.Helper()
	arguments, err := c.arguments()
	if err != nil {
		t.Fatal(err)
	}
	suite := cmp.Or(os.Getenv(suiteOverride), suiteName)
	var report, warnings bytes.Buffer
	run := exec.CommandContext(t.Context(), suite, append(arguments, command...)...) //nolint:gosec // whose test it is says what is run
	run.Stdout, run.Stderr = &report, &warnings
	err = run.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		t.Fatalf("there is no command %q: pip install amplifier-ipc-conformance, or let %s name the command", suite, suiteOverride)
	case !errors.As(err, &ended):
		t.Fatalf("cannot run the conformance suite: %v", err)
	case ended.ExitCode() == 1:
		t.Fatalf("the service does not conform:\n%s", report.String())
	default:
		t.Fatalf("the conformance suite %s:\n%s%s", meaning(ended), report.String(), warnings.String())
	}
}

func (c Conformance) arguments() ([]string, error) {
	arguments := []string{"check"}
	for _, name := range c.Only {
		arguments = append(arguments, "--only", name)
	}
	for _, name := range c.Skip {
		arguments = append(arguments, "--skip", name)
	}
	if c.AllowEffects {
		arguments = append(arguments, "--allow-effects")
	}
	for _, tool := range slices.Sorted(maps.Keys(c.Execute)) {
		input, err := jsontext.Marshal(c.Execute[tool])
		if err != nil {
			return nil, fmt.Errorf("the input of tool %q: %w", tool, err)
		}
		arguments = append(arguments, "--execute", tool+"="+string(input))
	}
	return append(arguments, "--"), nil
}

// meaning says what an exit code of the suite means beside 0 and 1.
func meaning(ended *exec.ExitError) string {
	switch ended.ExitCode() {
	case 2:
		return "was used wrong (usage)"
	case 3:
		return "could verify nothing"
	}
	return "ended with " + ended.Error()
}
