package approval

import (
	"slices"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// decision about a call.
type decision struct {
	action Action
	risk   ipc.RiskLevel
	// rule is the one that decided; nil: the default did, or nothing had to be decided.
	rule *Rule
	// decided is false when the call needs no approval and no rule is for it.
	decided bool
	// destroys is the command that may destroy something, if any.
	destroys string
}

var strength = []Action{Approve, Ask, Deny}

func stronger(a, b Action) bool { return slices.Index(strength, a) > slices.Index(strength, b) }

// judge decides about a call. Each of its parts goes by the first rule that matches it, or by the default; the
// strongest action of all parts holds for the whole.
func judge(c call, config Config) decision {
	needs := c.needs(config)
	base := config.DefaultAction
	if !needs {
		base = Approve
	}
	d := decision{action: Approve, decided: needs}
	d.risk, d.destroys = riskOf(c)
	matchers := compile(config.rules(), c.line != nil)
	parts := c.parts
	if len(parts) == 0 { // a line without a command: only a rule without a pattern can be for it
		parts = []part{{""}}
	}
	for i, p := range parts {
		action, rule := base, (*Rule)(nil)
		if at := slices.IndexFunc(matchers, func(m matcher) bool { return m.matches(c.tool, p) }); at >= 0 {
			rule = &matchers[at].rule
			action, d.decided = rule.Action, true
		}
		if i == 0 || stronger(action, d.action) {
			d.action, d.rule = action, rule
		}
	}
	if needs && c.line != nil && c.line.Unreadable && d.action == Approve { // what is not seen is not approved
		d.action, d.rule = Ask, nil
	}
	return d
}

// riskOf tells how bad it could get, and which command could make it so.
func riskOf(c call) (risk ipc.RiskLevel, destroys string) {
	if c.line != nil {
		if command, found := destructive(c.line); found {
			return protocol.RiskLevelCritical, command
		}
	}
	if c.tool == "bash" {
		return protocol.RiskLevelHigh, ""
	}
	return protocol.RiskLevelMedium, ""
}
