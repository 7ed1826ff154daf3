package approval

import (
	"regexp"
	"slices"
	"strings"
)

// matcher is a rule that can be tried.
type matcher struct {
	rule    Rule
	tool    *regexp.Regexp // nil: every tool
	pattern *regexp.Regexp // nil: every call
}

// compile makes matchers; words: patterns are for commands.
func compile(rules []Rule, words bool) []matcher {
	all := make([]matcher, len(rules))
	for i, rule := range rules {
		all[i].rule = rule
		if rule.Tool != "" {
			all[i].tool = glob(rule.Tool, false)
		}
		if rule.Pattern != "" {
			all[i].pattern = glob(rule.Pattern, words)
		}
	}
	return all
}

// glob: `*` is any text. Of commands, a last one behind a letter or digit begins with a new word: `ls*` is `ls` and
// `ls -l`, but not `lsof`.
func glob(pattern string, words bool) *regexp.Regexp {
	head, rest := pattern, ""
	if cut, ends := strings.CutSuffix(pattern, "*"); words && ends && cut != "" {
		head, rest = cut, ".*"
		if ofWord.MatchString(cut) {
			rest = `(?:\s.*)?`
		}
	}
	parts := strings.Split(head, "*")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`(?s)\A` + strings.Join(parts, ".*") + rest + `\z`)
}

var ofWord = regexp.MustCompile(`[\pL\pN]\z`)

// matches tells whether the rule is for this part of a call. What allows goes by the exact name of a program, so that
// `/tmp/ls` is not `ls`; what forbids or asks goes by its last part too.
func (m matcher) matches(tool string, p part) bool {
	if m.tool != nil && !m.tool.MatchString(tool) {
		return false
	}
	if m.pattern == nil {
		return true
	}
	if m.rule.Action == Approve {
		return m.pattern.MatchString(p[0])
	}
	return slices.ContainsFunc(p, m.pattern.MatchString)
}
