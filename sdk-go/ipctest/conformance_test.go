package ipctest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
)

// recorder is a test that only writes down how it is ended.
type recorder struct {
	testing.TB
	fatal string
}

func (r *recorder) Fatal(args ...any) {
	r.fatal = fmt.Sprint(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

// verdict runs a check, and returns with which words it ends its test; "" when it does not.
func verdict(t *testing.T, check func(testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(r)
	}()
	<-done
	return r.fatal
}

const override = "AMPLIFIER_CONFORMANCE"

// suite is one that tells what it was asked, and ends with the code in SUITE_ENDS.
func suite(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("testdata/suite.sh")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheExitCodeOfTheSuiteIsTheVerdict(t *testing.T) {
	t.Setenv(override, suite(t))
	const report = "the report\n[check]\n[--]\n[./service]\n[-v]\n"
	for code, want := range map[string]string{
		"0": "",
		"1": "the service does not conform:\n" + report,
		"2": "the conformance suite was used wrong (usage):\n" + report + "a warning\n",
		"3": "the conformance suite could verify nothing:\n" + report + "a warning\n",
		"9": "the conformance suite ended with exit status 9:\n" + report + "a warning\n",
	} {
		t.Setenv("SUITE_ENDS", code)
		if got := verdict(t, func(t testing.TB) { ipctest.Conforms(t, "./service", "-v") }); got != want {
			t.Errorf("exit code %s: got %q, want %q", code, got, want)
		}
	}
}

func TestEveryOptionIsPassedOn(t *testing.T) {
	t.Setenv(override, suite(t))
	t.Setenv("SUITE_ENDS", "1")
	options := ipctest.Conformance{
		Only: []string{"framing", "RPC-012"}, Skip: []string{"fuzz"}, AllowEffects: true,
		Execute: map[string]any{"stop": struct{}{}, "greet": map[string]string{"name": "Ö"}},
	}
	got := verdict(t, func(t testing.TB) { options.Check(t, "./service") })
	words := []string{
		"check", "--only", "framing", "--only", "RPC-012", "--skip", "fuzz", "--allow-effects",
		"--execute", `greet={"name":"Ö"}`, "--execute", "stop={}", "--", "./service",
	}
	if want := "[" + strings.Join(words, "]\n[") + "]\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestAnInputThatIsNoJSONIsTold(t *testing.T) {
	t.Setenv(override, suite(t))
	options := ipctest.Conformance{Execute: map[string]any{"greet": func() {}}}
	if got := verdict(t, func(t testing.TB) { options.Check(t, "./service") }); !strings.Contains(got, `input of tool "greet"`) {
		t.Errorf("got %q", got)
	}
}

func TestWithoutANameInTheEnvironmentTheSuiteIsTheOneInPath(t *testing.T) {
	folder := t.TempDir()
	if err := os.Symlink(suite(t), filepath.Join(folder, "amplifier-conformance")); err != nil {
		t.Fatal(err)
	}
	t.Setenv(override, "")
	t.Setenv("SUITE_ENDS", "1")
	t.Setenv("PATH", folder)
	if got := verdict(t, func(t testing.TB) { ipctest.Conforms(t, "./service") }); !strings.Contains(got, "the report") {
		t.Errorf("got %q", got)
	}
}

func TestASuiteThatIsMissingSaysHowToInstallIt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, named := range []string{"", "/nowhere/suite"} {
		t.Setenv(override, named)
		got := verdict(t, func(t testing.TB) { ipctest.Conforms(t, "./service") })
		if !strings.Contains(got, "pip install amplifier-ipc-conformance") || !strings.Contains(got, named) {
			t.Errorf("got %q", got)
		}
	}
}
