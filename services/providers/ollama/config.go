package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"

	"github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go"
	"github.com/ollama/ollama/api"
)

// Config of the provider.
type Config struct {
	kit.Config
	NumCtx    uint64         `json:"num_ctx,omitempty" minimum:"1" jsonschema:"Tokens of the window that Ollama keeps in memory; absent = that of the model, at most 32768."`
	KeepAlive *KeepAlive     `json:"keep_alive,omitempty" jsonschema:"How long the model stays in memory after a call: seconds, a duration such as 10m, or -1 for ever; absent = as the server is set."`
	Options   map[string]any `json:"options,omitempty" jsonschema:"Further options of the model as Ollama has them, such as top_k, seed or num_gpu."`
}

// KeepAlive is a time as Ollama takes it.
type KeepAlive struct{ api.Duration }

// UnmarshalJSON reads a number of seconds, or a text such as "10m".
func (k *KeepAlive) UnmarshalJSON(raw []byte) error {
	if !bytes.HasPrefix(raw, []byte(`"`)) && json.Unmarshal(raw, new(float64)) != nil {
		return errKeepAlive
	}
	if k.Duration.UnmarshalJSON(raw) != nil {
		return errKeepAlive
	}
	if k.Duration.Duration == math.MaxInt64 { // what the client makes of -1 and does not write as such
		k.Duration.Duration = -1
	}
	return nil
}

var errKeepAlive = errors.New(`keep_alive must be a number of seconds, or a duration such as "10m"`)
