package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"
)

// largestWindow is what is taken of a model's window without a setting: each token of it costs memory, whether used or
// not.
const largestWindow = 32768

// facts are what Ollama shows of a model.
type facts struct {
	// known tells whether it said what the model can.
	known                      bool
	chats, tools, sees, thinks bool
	levels                     bool   // of thinking
	window                     uint64 // the model's own; 0 = not said
	parameter                  uint64 // num_ctx that the model was made with; 0 = none
}

// windowOf returns the tokens of the window: by the setting, as the model was made, or its own up to a limit; 0 = left to
// Ollama.
func windowOf(setting uint64, facts facts) uint64 {
	switch {
	case setting > 0:
		return setting
	case facts.parameter > 0:
		return facts.parameter
	}
	return min(facts.window, largestWindow)
}

func (f facts) capabilities() (all []ipc.ModelCapability) {
	if !f.known {
		return nil
	}
	all = []ipc.ModelCapability{ipc.ModelCapabilityStreaming, ipc.ModelCapabilityJsonMode}
	for _, each := range []struct {
		has  bool
		name ipc.ModelCapability
	}{{f.tools, ipc.ModelCapabilityTools}, {f.sees, ipc.ModelCapabilityVision}, {f.thinks, ipc.ModelCapabilityThinking}} {
		if each.has {
			all = append(all, each.name)
		}
	}
	return all
}

// factsIn reads what Ollama shows. Old servers do not say what a model can.
func factsIn(show *api.ShowResponse) facts {
	can := func(capability model.Capability) bool { return slices.Contains(show.Capabilities, capability) }
	found := facts{
		known: len(show.Capabilities) > 0,
		chats: can(model.CapabilityCompletion), tools: can(model.CapabilityTools),
		sees: can(model.CapabilityVision), thinks: can(model.CapabilityThinking),
		levels: show.Parser == "harmony" || show.Details.Family == "gptoss",
	}
	for name, value := range show.ModelInfo {
		if strings.HasSuffix(name, ".context_length") {
			found.window = number(fmt.Sprintf("%.0f", value))
		}
	}
	for line := range strings.Lines(show.Parameters) {
		if words := strings.Fields(line); len(words) == 2 && words[0] == "num_ctx" {
			found.parameter = number(words[1])
		}
	}
	return found
}

func number(text string) uint64 {
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0
	}
	return value
}

// shown remembers what Ollama showed: it is asked once for each model.
type shown struct {
	mu    sync.Mutex
	facts map[string]facts
}

func newShown() *shown { return &shown{facts: map[string]facts{}} }

func (s *shown) of(ctx context.Context, ollama *api.Client, baseURL, name string) (facts, error) {
	key := baseURL + "\x00" + name
	s.mu.Lock()
	known, is := s.facts[key]
	s.mu.Unlock()
	if is {
		return known, nil
	}
	show, err := ollama.Show(ctx, &api.ShowRequest{Model: name})
	if err != nil {
		return facts{}, err
	}
	found := factsIn(show)
	s.mu.Lock()
	s.facts[key] = found
	s.mu.Unlock()
	return found, nil
}
