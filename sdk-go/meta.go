package ipc

import (
	"encoding/json"
	"strings"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// goodMeta returns `_meta` without its members of a wrong type, which count as absent (RPC-060).
func goodMeta(raw json.RawMessage) json.RawMessage {
	faults := protocol.Validate("Meta", raw)
	if len(faults) == 0 {
		return raw
	}
	wrong := map[string]bool{}
	for _, fault := range faults {
		name, _, _ := strings.Cut(strings.TrimPrefix(fault.Path, "/"), "/")
		wrong[name] = true
	}
	return without(raw, wrong)
}

// without returns an object without some of its members; what is no object becomes an empty one.
func without(raw json.RawMessage, names map[string]bool) json.RawMessage {
	var good jsontext.Builder
	_ = jsontext.Object(raw, maxDataDepth, func(name, value []byte) {
		if !names[string(name)] {
			good.Raw(string(name), value)
		}
	})
	return good.Object()
}

// withGoodMeta returns params whose `_meta` has only members of the right type.
func withGoodMeta(params json.RawMessage) json.RawMessage {
	meta := jsontext.Last(params, "_meta")
	if meta == nil {
		return params
	}
	return jsontext.Prepend(without(params, map[string]bool{"_meta": true}), "_meta", goodMeta(meta))
}
