package ipc

import (
	"testing"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/vectors"
)

func TestContentPathVectors(t *testing.T) {
	t.Parallel()
	for _, c := range vectors.Load[struct {
		vectors.Case
		Path    string `json:"path"`
		Verdict string `json:"verdict"`
	}](t, "content_paths.json") {
		if got := isContentPath(c.Path); got != (c.Verdict == "ok") {
			t.Errorf("%s: %q: got %v, want %s", c.ID, c.Path, got, c.Verdict)
		}
	}
}
