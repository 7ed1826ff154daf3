package kit

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// listing serves a list of models, and answers everything else.
func listing(ids string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/models" {
			say(ids)(w, r)
			return
		}
		say("yes.")(w, r)
	}
}

func TestWhichModelIsAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config map[string]any
		model  *string
		want   string
	}{
		"that of the request":       {map[string]any{"model": "b"}, new("a"), "a"},
		"that of the configuration": {map[string]any{"model": "b"}, nil, "b"},
		"the default":               {map[string]any{}, nil, "big-9"},
		"the newest that fits":      {map[string]any{"model": "big-*"}, nil, "big-10"},
		"a pattern of the request":  {map[string]any{}, new("*-1"), "big-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, c.config, listing("big-9 big-10 big-11-preview big-1 other-12"))
			for range 2 {
				response, err := s.Complete("", ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage("hi")}, Model: c.model})
				if err != nil || *response.Model != c.want {
					t.Fatalf("got %+v, %v", response, err)
				}
			}
			if asked := strings.Count(strings.Join(s.asked, "\n"), "/models"); asked > 1 {
				t.Errorf("the list was asked for %d times", asked)
			}
		})
	}
	s := open(t, map[string]any{"model": "none-*"}, listing("big-9"))
	_, err := s.Complete("", ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage("hi")}})
	if data := wireOf(err); *data.LlmError != "not_found" || !strings.Contains(err.Error(), "amplifier-ipc provider models echo") {
		t.Errorf("got %+v: %v", data, err)
	}
}

func TestAModelThatIsGoneIsChosenAnew(t *testing.T) {
	t.Parallel()
	ids := "first"
	s := open(t, map[string]any{}, func(w http.ResponseWriter, r *http.Request) {
		if strings.TrimPrefix(r.URL.Path, "/") != ids && r.URL.Path != "/models" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		listing(ids)(w, r)
	})
	request := ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage("hi")}}
	if _, err := s.Complete("", request); err != nil {
		t.Fatal(err)
	}
	ids = "second"
	if _, err := s.Complete("", request); err == nil || *wireOf(err).LlmError != "not_found" {
		t.Errorf("got %v", err)
	}
	if response, err := s.Complete("", request); err != nil || *response.Model != "second" {
		t.Errorf("got %+v, %v", response, err)
	}
}

func TestModelsAreListed(t *testing.T) {
	t.Parallel()
	own := map[string]any{"small": map[string]any{"context_window": 5}, "own": map[string]any{"display_name": "Mine"}}
	s := open(t, map[string]any{"models": own}, listing("small-2025 other"))
	s.clock.held = true
	models, err := listOf(t, s)
	if err != nil || len(models) != 2 || models[0].ID != "small-2025" || models[0].ContextWindow != 5 || models[0].MaxOutputTokens != 10 || models[1].DisplayName != "other" {
		t.Errorf("got %+v, %v", models, err)
	}
	s.vendor.Close()
	models, err = listOf(t, s)
	var ids []string
	for _, model := range models {
		ids = append(ids, model.ID)
	}
	if err != nil || !reflect.DeepEqual(ids, []string{"small", "priced", "own"}) {
		t.Errorf("without the vendor: got %v, %v", ids, err)
	}
	refused := open(t, map[string]any{}, failing("", http.StatusUnauthorized))
	refused.clock.held = true
	if _, err := listOf(t, refused); err == nil || *wireOf(err).LlmError != "authentication" {
		t.Errorf("a refused key is not hidden by what is known: %v", err)
	}
}

func listOf(t *testing.T, s *stage) ([]ipc.ModelInfo, error) {
	result, err := s.Call(t.Context(), protocol.MethodProviderListModels, map[string]any{})
	if err != nil {
		return nil, err
	}
	var list ipc.ProviderListModelsResult
	return list.Models, list.UnmarshalJSON(result)
}

func TestSettingsThatDoNotFitAreTold(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"thinking": true}, say("yes."))
	for _, config := range []map[string]any{
		{"thinking": "yes"}, {"thinking": -1}, {"max_retries": 21}, {"temperature": -1}, {"key": "sk-1"}, {"api_key_env": "A-B"}, {"timeout": 0},
	} {
		if err := s.Configure(map[string]any{"echo": config}); ipc.KindOf(err) != ipc.ErrorKindInvalidParams {
			t.Errorf("%v: got %v", config, err)
		}
	}
	for _, config := range []map[string]any{{"thinking": 0}, {"thinking": false}, {"thinking": 2048}, {"temperature": 0}} {
		if err := s.Configure(map[string]any{"echo": config}); err != nil {
			t.Errorf("%v: got %v", config, err)
		}
	}
}

func TestWhatTheProviderIs(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, say("yes."))
	raw, err := s.Call(t.Context(), protocol.MethodProviderInfo, map[string]any{})
	var info ipc.ProviderInfo
	if err != nil || info.UnmarshalJSON(raw) != nil {
		t.Fatal(err)
	}
	if info.ID != "echo" || !reflect.DeepEqual(info.CredentialEnvVars, []string{"ECHO_KEY"}) || len(s.asked) > 0 {
		t.Errorf("got %+v", info)
	}
	if key := info.ConfigFields[0]; key.FieldType != ipc.ConfigFieldTypeSecret || *key.EnvVar != "ECHO_KEY" || key.Required {
		t.Errorf("got %+v", key)
	}
}

func TestNamesOfTools(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 70)
	names := namesOf([]ipc.ToolSpec{{Name: "a.b"}, {Name: "a_b"}, {Name: "a:b"}, {Name: long}, {Name: "ü"}, {Name: "glob"}})
	seen := map[string]bool{}
	for _, own := range []string{"a.b", "a_b", "a:b", long, "ü", "glob"} {
		vendor := names.toVendor(own)
		if !fits(vendor) || seen[vendor] || names.toOwn(vendor) != own {
			t.Errorf("%s became %s, and came back as %s", own, vendor, names.toOwn(vendor))
		}
		seen[vendor] = true
	}
	if names.toVendor("a_b") != "a_b" || names.toVendor("glob") != "glob" || names.toOwn("unknown") != "unknown" {
		t.Error("a name that fits stays as it is")
	}
}

func TestTheNewest(t *testing.T) {
	t.Parallel()
	for want, ids := range map[string]string{
		"a-4-6":          "a-4-5-20251001 a-4-6 a-4-6-preview",
		"a-4-5-20251001": "a-4-5-20250101 a-4-5-20251001",
		"a-10":           "a-9 a-10 a-1",
		"a-2@2026-01-02": "a-1@2026-05-05 a-2@2026-01-02",
		"a-3-beta":       "a-3-alpha a-3-beta",
	} {
		var models []ipc.ModelInfo
		for id := range strings.FieldsSeq(ids) {
			models = append(models, ipc.ModelInfo{ID: id})
		}
		if got, fits := newest("a-*", models); !fits || got != want {
			t.Errorf("of %s: got %s", ids, got)
		}
	}
	for pattern, fits := range map[string]bool{"*": true, "a*c": true, "a*b*c": true, "a*x*c": false, "abc*": true, "abcd*": false, "*bc": true, "aabc*abc": false} {
		if matches(pattern, "abc") != fits {
			t.Errorf("%s fits abc: %t", pattern, !fits)
		}
	}
}

func TestAPriceEndsOnItsDay(t *testing.T) {
	t.Parallel()
	price := &Price{Rates: Rates{Input: "1", Output: "1"}, Until: "2026-03-31", Afterwards: &Rates{Input: "2", Output: "2"}}
	for moment, want := range map[string]string{"2026-03-31T23:59:59Z": "1", "2026-04-01T00:00:00Z": "2", "2026-04-01T01:00:00+02:00": "1"} {
		day, err := time.Parse(time.RFC3339, moment)
		if got := price.on(day); err != nil || got.Input != want {
			t.Errorf("%s: got %+v, %v", moment, got, err)
		}
	}
	price.Afterwards = nil
	if got := price.on(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); got != nil {
		t.Errorf("got %+v", got)
	}
	if got := (*Price)(nil).on(time.Now()); got != nil {
		t.Errorf("got %+v", got)
	}
}

func TestThePriceOfAModelIsThatOfItsSnapshotsOnly(t *testing.T) {
	t.Parallel()
	price := &Price{Rates: Rates{Input: "1", Output: "2"}}
	file := ModelsFile{Models: []Facts{{ID: "big-2", Price: price}}}
	for rest, want := range map[string]*Price{
		"": price, "-20260101": price, "-2026-01-01": price, "@001": price, ":q4": price, "-latest": price,
		"-cyber": nil, "-mini-2026-01-01": nil,
	} {
		if got := factsOf("big-2"+rest, file, nil).Price; got != want {
			t.Errorf("big-2%s: got %+v, want %+v", rest, got, want)
		}
	}
}

func TestFactsOfAModel(t *testing.T) {
	t.Parallel()
	file := ModelsFile{Models: []Facts{{ID: "a", ContextWindow: 1}, {ID: "a-mini", ContextWindow: 2, DisplayName: "Mini"}}}
	configured := map[string]Facts{"a": {ContextWindow: 10}, "a-mini-7": {MaxOutputTokens: 7}}
	for id, want := range map[string]Facts{
		"a": {ContextWindow: 10}, "a-2025": {ContextWindow: 10}, "a-mini": {ContextWindow: 2, DisplayName: "Mini"},
		"a-mini-7:q4": {ContextWindow: 2, DisplayName: "Mini", MaxOutputTokens: 7}, "ab": {},
	} {
		want.ID = id
		if got := factsOf(id, file, configured); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", id, got, want)
		}
	}
}

func TestACostIsTold(t *testing.T) {
	t.Parallel()
	answer := &Answer{stream: silent{}, price: &Price{Rates: Rates{Input: "1", Output: "2"}}}
	answer.Usage(Counts{Input: new(int64(10))})
	answer.Usage(Counts{Output: new(int64(5)), Reasoning: new(int64(-1))})
	answer.Finish(ipc.FinishReasonStop)
	response, err := answer.response()
	if err != nil || *response.Usage.CostUSD != "0.00002" || response.Usage.TotalTokens != 15 || *response.Usage.ReasoningTokens != 0 {
		t.Errorf("got %+v, %v", response.Usage, err)
	}
}

// silent streams to nobody.
type silent struct{ stream }

func (silent) Streaming() bool { return false }
