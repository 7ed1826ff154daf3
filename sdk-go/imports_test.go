package ipc_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImportsPointDown holds the pure rooms to what they may know: no I/O, no goroutine's tools, and not each other.
func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	const own = "github.com/amplifier-ipc/amplifier-ipc/sdk-go/"
	allowed := map[string][]string{
		"internal/jsontext": {},
		"internal/message":  {"internal/jsontext"},
		"internal/wire":     {"internal/jsontext", "internal/message"},
		"internal/peer":     {"internal/jsontext", "internal/message"},
		"internal/hooks":    {"internal/jsontext", "protocol"},
		"internal/httpmap":  {"internal/jsontext", "internal/message", "protocol"},
		"internal/exchange": {"internal/message"},
		"internal/rpc":      {"internal/exchange", "internal/jsontext", "internal/message", "internal/peer", "internal/wire"},
		"internal/httpconn": {
			"internal/exchange", "internal/httpmap", "internal/jsontext", "internal/message", "internal/peer", "protocol",
		},
		"internal/stdio":  {},
		"internal/schema": {"internal/jsontext"},
		"protocol":        {},
		"": {
			"internal/exchange", "internal/hooks", "internal/httpconn", "internal/jsontext", "internal/message", "internal/peer", "internal/rpc", "internal/schema",
			"internal/stdio", "internal/wire", "protocol",
		},
		"ipctest": {
			"", "internal/jsontext", "internal/message", "internal/peer", "internal/rpc", "internal/schema", "protocol",
		},
		"internal/testservice": {"", "ipctest"}, // as any user
		"internal/vectors":     {},
		// A command for the differential tests.
		"internal/wire/verdicts": {"internal/message", "internal/wire"},
	}
	all, err := exec.Command("go", "list", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(all)) {
		if _, known := allowed[strings.TrimPrefix(strings.TrimPrefix(path, strings.TrimSuffix(own, "/")), "/")]; !known {
			t.Errorf("say what %s may import", path)
		}
	}
	pure := []string{"internal/jsontext", "internal/message", "internal/wire", "internal/peer", "internal/hooks", "internal/httpmap"}
	for name, may := range allowed {
		out, err := exec.Command("go", "list", "-f", `{{join .Imports " "}}`, "./"+name).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range strings.Fields(string(out)) {
			below, is := strings.CutPrefix(imported+"/", own)
			if below = strings.TrimSuffix(below, "/"); is && !slices.Contains(may, below) {
				t.Errorf("%q must not import %q", name, below)
			}
			if slices.Contains(pure, name) && slices.Contains([]string{"os", "io", "net", "sync", "context", "bufio", "syscall", "os/exec", "net/http"}, imported) {
				t.Errorf("%s is pure and must not import %s", name, imported)
			}
		}
	}
}
