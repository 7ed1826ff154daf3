package kit

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// longestName is how many characters vendors take for the name of a tool.
const (
	longestName  = 64
	digestLength = 8
)

// toolNames are tools' names as vendors take them (letters, digits, `_`, `-`, at most 64), and back.
type toolNames struct {
	vendor, own map[string]string
}

func namesOf(tools []ipc.ToolSpec) *toolNames {
	names := &toolNames{vendor: map[string]string{}, own: map[string]string{}}
	for _, tool := range tools {
		if fits(tool.Name) { // these keep their names, whatever others would like to be called
			names.add(tool.Name, tool.Name)
		}
	}
	for _, tool := range tools {
		names.toVendor(tool.Name)
	}
	return names
}

func (n *toolNames) toVendor(name string) string {
	if known, is := n.vendor[name]; is {
		return known
	}
	plain := strings.Map(func(r rune) rune {
		if isNameRune(r) {
			return r
		}
		return '_'
	}, name)
	plain = plain[:min(len(plain), longestName)]
	if _, taken := n.own[plain]; plain == "" || taken {
		sum := sha256.Sum256([]byte(name))
		plain = plain[:min(len(plain), longestName-digestLength-1)] + "_" + hex.EncodeToString(sum[:])[:digestLength]
	}
	return n.add(name, plain)
}

func (n *toolNames) toOwn(vendorName string) string {
	if own, is := n.own[vendorName]; is {
		return own
	}
	return vendorName
}

func (n *toolNames) add(name, vendorName string) string {
	n.vendor[name], n.own[vendorName] = vendorName, name
	return vendorName
}

func fits(name string) bool {
	return name != "" && len(name) <= longestName && strings.IndexFunc(name, func(r rune) bool { return !isNameRune(r) }) < 0
}

func isNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
}
