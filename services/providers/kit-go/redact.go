package kit

import (
	"regexp"
	"strings"
	"sync"
)

const (
	mask           = "[key]"
	longestMessage = 500 // characters of an error that go on
	shortestSecret = 4   // a shorter one would mask half of the text
)

// keyLike is what looks like a key of a vendor, also half masked by it ("sk-abc***xyz"). Compiled when first needed:
// it would be part of every start.
var keyLike = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:sk|rk|pk|key|gh[opusr]|github_pat|hf|AIza)[-_][A-Za-z0-9*_-]{6,}|\bAIza[A-Za-z0-9_*-]{10,}|\bBearer\s+[^\s"',]+`)
})

// Masked is a text without keys: neither the given ones nor what looks like one (PRV-025).
func Masked(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= shortestSecret {
			text = strings.ReplaceAll(text, secret, mask)
		}
	}
	return keyLike().ReplaceAllString(text, mask)
}

// sentence is a vendor's message as one line that is not too long, without keys.
func sentence(text string, secrets []string) string {
	line := []rune(strings.Join(strings.Fields(Masked(text, secrets)), " "))
	if len(line) > longestMessage {
		return string(line[:longestMessage]) + "…"
	}
	return string(line)
}
