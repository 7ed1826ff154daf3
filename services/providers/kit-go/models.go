package kit

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

// Facts are what is known of a model without asking its vendor; zero = not known.
type Facts struct {
	ID              string                `json:"id,omitempty"`
	DisplayName     string                `json:"display_name,omitempty"`
	ContextWindow   uint64                `json:"context_window,omitempty"`
	MaxOutputTokens uint64                `json:"max_output_tokens,omitempty"`
	Capabilities    []ipc.ModelCapability `json:"capabilities,omitempty"`
	Defaults        json.RawMessage       `json:"defaults,omitempty"`
	Price           *Price                `json:"price,omitempty"`
}

// ModelsFile is models.json of an adapter (../models.schema.json).
type ModelsFile struct {
	Date    string  `json:"date"`
	Default string  `json:"default"`
	Models  []Facts `json:"models"`
}

// ReadModels reads models.json, which is built into the adapter.
func ReadModels(raw []byte) (file ModelsFile, err error) {
	err = json.Unmarshal(raw, &file)
	return file, err
}

// factsOf returns what is known of a model: the facts of its id, or of the longest id of which it is a dated or tagged
// form; settings win.
func factsOf(id string, file ModelsFile, configured map[string]Facts) Facts {
	known := nearest(id, file.Models)
	var own []Facts
	for name, facts := range configured {
		if len(name) >= len(known.ID) { // what is set for a model is not meant for another one that begins like it
			facts.ID = name
			own = append(own, facts)
		}
	}
	set := nearest(id, own)
	facts := Facts{
		ID: id, DisplayName: orElse(set.DisplayName, known.DisplayName),
		ContextWindow:   cmp.Or(set.ContextWindow, known.ContextWindow),
		MaxOutputTokens: cmp.Or(set.MaxOutputTokens, known.MaxOutputTokens),
		Capabilities:    known.Capabilities, Defaults: known.Defaults, Price: cmp.Or(set.Price, known.Price),
	}
	if set.Capabilities != nil {
		facts.Capabilities = set.Capabilities
	}
	if set.Defaults != nil {
		facts.Defaults = set.Defaults
	}
	return facts
}

// snapshot is what makes an id one of a certain day, issue or tag of the same model.
var snapshot = regexp.MustCompile(`^(:.*|[-@](latest|v?\d+([-:.]\d+)*))$`)

func nearest(id string, models []Facts) (found Facts) {
	for _, each := range models {
		rest, fits := strings.CutPrefix(id, each.ID)
		if fits && (rest == "" || strings.ContainsAny(rest[:1], "-@:")) && len(each.ID) > len(found.ID) {
			found = each
		}
	}
	if rest := strings.TrimPrefix(id, found.ID); rest != "" && !snapshot.MatchString(rest) {
		found.Price = nil // another model, whose price nobody told
	}
	return found
}

// modelInfo is a model as `provider.list_models` tells it: what the setting says, what the vendor said, what is known.
func modelInfo(said ipc.ModelInfo, facts Facts) ipc.ModelInfo {
	said.DisplayName = cmp.Or(said.DisplayName, facts.DisplayName, said.ID)
	said.ContextWindow = cmp.Or(said.ContextWindow, facts.ContextWindow)
	said.MaxOutputTokens = cmp.Or(said.MaxOutputTokens, facts.MaxOutputTokens)
	if said.Capabilities == nil {
		said.Capabilities = append([]ipc.ModelCapability{}, facts.Capabilities...)
	}
	if said.Defaults == nil {
		said.Defaults = facts.Defaults
	}
	if said.Defaults == nil {
		said.Defaults = json.RawMessage("{}")
	}
	return said
}

// listed are the models of the file and of the settings, as they would be listed.
func listed(file ModelsFile, configured map[string]Facts) []ipc.ModelInfo {
	ids := []string{}
	for _, each := range file.Models {
		ids = append(ids, each.ID)
	}
	own := []string{}
	for id := range configured {
		if !slices.Contains(ids, id) {
			own = append(own, id)
		}
	}
	slices.Sort(own)
	models := []ipc.ModelInfo{}
	for _, id := range append(ids, own...) {
		models = append(models, modelInfo(ipc.ModelInfo{ID: id}, factsOf(id, file, configured)))
	}
	return models
}

// newest returns, of the models that fit a pattern with `*`, the newest: stable before preview, then by the numbers in
// their ids, dates counting last.
func newest(wanted string, models []ipc.ModelInfo) (string, bool) {
	var fitting []string
	for _, each := range models {
		if matches(wanted, each.ID) {
			fitting = append(fitting, each.ID)
		}
	}
	if len(fitting) == 0 {
		return "", false
	}
	return slices.MaxFunc(fitting, byAge), true
}

func matches(wanted, id string) bool {
	pieces := strings.Split(wanted, "*")
	first, last := pieces[0], pieces[len(pieces)-1]
	if len(pieces) == 1 || len(id) < len(first)+len(last) || !strings.HasPrefix(id, first) || !strings.HasSuffix(id, last) {
		return wanted == id
	}
	middle := id[len(first) : len(id)-len(last)]
	for _, piece := range pieces[1 : len(pieces)-1] {
		_, after, found := strings.Cut(middle, piece)
		if !found {
			return false
		}
		middle = after
	}
	return true
}

func byAge(a, b string) int {
	return cmp.Or(cmp.Compare(stable(a), stable(b)), byNumbers(undated(a), undated(b)), byNumbers(a, b))
}

// dateIn finds the day of a snapshot, which is no version.
var dateIn = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[-@](\d{4}-\d{2}-\d{2}|\d{8})(\D|$)`) })

func undated(id string) string { return dateIn().ReplaceAllString(id, "$2") }

func stable(id string) int {
	for _, word := range []string{"preview", "beta", "alpha", "experimental", "-exp", "-rc"} {
		if strings.Contains(strings.ToLower(id), word) {
			return 0
		}
	}
	return 1
}

// byNumbers compares texts, digits in them as numbers.
func byNumbers(a, b string) int {
	for a != "" && b != "" {
		numberA, restA := leadingDigits(a)
		numberB, restB := leadingDigits(b)
		if numberA != "" && numberB != "" {
			if order := cmp.Or(cmp.Compare(len(numberA), len(numberB)), cmp.Compare(numberA, numberB)); order != 0 {
				return order
			}
			a, b = restA, restB
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(text string) (digits, rest string) {
	rest = strings.TrimLeft(text, "0123456789")
	return strings.TrimLeft(text[:len(text)-len(rest)], "0"), rest
}
