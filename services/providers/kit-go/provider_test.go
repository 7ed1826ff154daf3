package kit

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/ipctest"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// echo is an adapter whose vendor sends lines: each is a piece of text, `.` is the end.
type echo struct{}

type echoConfig struct{ KeyedConfig }

func (echo) Attempt(ctx context.Context, call *Call[echoConfig], answer *Answer) error {
	body := strings.NewReader(TextOf(call.Conversation[0].Parts))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, call.BaseURL+"/"+call.Model, body)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+call.Key)
	response, err := call.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // it is read
	text := answer.Text()
	for piece := make([]byte, 64); ; {
		n, err := response.Body.Read(piece)
		said, done := strings.CutSuffix(string(piece[:n]), ".")
		text.Write(said)
		if done {
			answer.Finish(ipc.FinishReasonStop)
		}
		if err != nil {
			return nil // as many libraries do: whatever the reason
		}
	}
}

func (echo) ListModels(ctx context.Context, conn *Conn[echoConfig]) ([]ipc.ModelInfo, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, conn.BaseURL+"/models", nil)
	if err != nil {
		return nil, err
	}
	response, err := conn.HTTP.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it is read
	if response.StatusCode != http.StatusOK {
		return nil, errors.New("no list")
	}
	raw, err := io.ReadAll(response.Body)
	var models []ipc.ModelInfo
	for id := range strings.FieldsSeq(string(raw)) {
		models = append(models, ipc.ModelInfo{ID: id})
	}
	return models, err
}

func (e echo) DefaultModel(ctx context.Context, conn *Conn[echoConfig]) (string, error) {
	models, err := e.ListModels(ctx, conn)
	if err != nil {
		return "", err
	}
	return models[0].ID, nil
}

// fakeClock stands still; what waits is over as soon as the test says so, or at once.
type fakeClock struct {
	mu     sync.Mutex
	time   time.Time
	waits  []time.Duration
	held   bool // timers wait for fire
	timers map[int]func()
	next   int
	set    chan time.Duration
}

func (f *fakeClock) clock() clock {
	return clock{now: f.now, after: f.after, random: func() float64 { return 0.5 }}
}

func (f *fakeClock) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.time
}

// pause of a retry: all others are the long ones of settings, which a test fires itself.
const longestPause = time.Minute

func (f *fakeClock) after(wait time.Duration, call func()) func() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	id := f.next
	if wait <= longestPause && !f.held {
		f.waits = append(f.waits, wait)
		f.time = f.time.Add(wait)
		go call()
	} else {
		f.timers[id] = call
		if f.set != nil {
			f.set <- wait
		}
	}
	return func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.timers, id)
		return true
	}
}

// fire ends the wait of all timers that run.
func (f *fakeClock) fire() {
	f.mu.Lock()
	timers := f.timers
	f.timers = map[int]func(){}
	f.mu.Unlock()
	for _, call := range timers {
		call()
	}
}

func (f *fakeClock) pauses() []time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]time.Duration{}, f.waits...)
}

// stage is an adapter behind its fake host, before its fake vendor.
type stage struct {
	*ipctest.Host
	clock  *fakeClock
	vendor *httptest.Server
	mu     sync.Mutex
	asked  []string
	events []string
	data   []json.RawMessage
}

func open(t *testing.T, config map[string]any, vendor http.HandlerFunc) *stage {
	t.Helper()
	s := &stage{clock: &fakeClock{time: time.Unix(1000, 0), timers: map[int]func(){}}}
	s.vendor = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.Path+" "+string(body))
		s.mu.Unlock()
		vendor(w, r)
	}))
	t.Cleanup(s.vendor.Close)
	svc := ipc.NewService("echoes", ipc.Requires(protocol.GrantHookEmit))
	facts := Vendor{
		Name: "echo", DisplayName: "Echo", Keys: []string{"ECHO_KEY"}, BaseURL: s.vendor.URL,
		Models: ModelsFile{Models: []Facts{{ID: "small", MaxOutputTokens: 10}, {ID: "priced", Price: &Price{Rates: Rates{Input: "1", Output: "2"}}}}},
		Hint: func(f Failure) string {
			if f.Kind == ipc.LlmErrorNameProviderUnavailable && f.Status == 0 {
				return "is it on?"
			}
			return ""
		},
	}
	ipc.AddProvider(svc, "echo", "Echo", newProvider(facts, echo{}, s.clock.clock()))
	ipc.OnConfigure[echoConfig](svc, "echo", nil)
	s.Host = ipctest.Start(t, svc)
	ipctest.Handle(s.Host, protocol.CallRequestHookEmit, func(_ context.Context, p ipc.HookEmitParams) (ipc.HookResult, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.events, s.data = append(s.events, p.Event), append(s.data, p.Data)
		return ipc.Continue(), nil
	})
	if err := s.Configure(map[string]any{"echo": config}); err != nil {
		t.Fatal(err)
	}
	return s
}

func ask(text string) ipc.ChatRequest {
	return ipc.ChatRequest{Messages: []ipc.Message{ipc.UserMessage(text)}, Model: new("m")}
}

func say(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

// failing answers with statuses, one a request, and with a text after them.
func failing(text string, statuses ...int) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if len(statuses) == 0 {
			say(text)(w, r)
			return
		}
		w.WriteHeader(statuses[0])
		statuses = statuses[1:]
	}
}

func wireOf(err error) ipc.ErrorData { return ipc.AsError(err).Data }

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, failing("yes.", 500, 503, 529))
	response, err := s.Complete("", ask("hi"))
	if err != nil || response.Text() != "yes" || *response.Model != "m" {
		t.Fatalf("got %+v, %v", response, err)
	}
	if want := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}; !reflect.DeepEqual(s.clock.pauses(), want) {
		t.Errorf("it waited %v", s.clock.pauses())
	}
	want := []string{"provider:retry", "provider:retry", "provider:retry"}
	if !reflect.DeepEqual(s.events, want) {
		t.Errorf("it announced %v", s.events)
	}
	var told ipc.ProviderRetryData
	if err := json.Unmarshal(s.data[1], &told); err != nil {
		t.Fatal(err)
	}
	if told.Attempt != 2 || told.MaxRetries != 3 || told.DelayS != 2 || *told.Error.Kind != "provider_unavailable" || *told.Provider != "echo" {
		t.Errorf("it told %+v", told)
	}
}

func TestAfterTheLastTryTheErrorSaysHowOften(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"max_retries": 1}, failing("", 500, 500))
	_, err := s.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "provider_unavailable" || *data.Attempts != 2 || *data.StatusCode != 500 || *data.Model != "m" || *data.Provider != "echo" {
		t.Errorf("got %+v", data)
	}
}

func TestWhatCannotPassIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 402, 403, 404, 413, 418, 307} {
		s := open(t, map[string]any{}, failing("yes.", status))
		_, err := s.Complete("", ask("hi"))
		if data := wireOf(err); *data.Retryable || *data.Attempts != 1 || len(s.asked) != 1 {
			t.Errorf("%d: got %+v after %v", status, data, s.asked)
		}
	}
}

func TestTheVendorSaysWhen(t *testing.T) {
	t.Parallel()
	wait := "7"
	limited := func(w http.ResponseWriter, r *http.Request) {
		if wait == "" {
			say("yes.")(w, r)
			return
		}
		w.Header().Set("Retry-After", wait)
		w.WriteHeader(http.StatusTooManyRequests)
		wait = ""
	}
	s := open(t, map[string]any{}, limited)
	if _, err := s.Complete("", ask("hi")); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.clock.pauses(), []time.Duration{7 * time.Second}) {
		t.Errorf("it waited %v", s.clock.pauses())
	}
	if !reflect.DeepEqual(s.events, []string{"provider:retry", "provider:throttle"}) {
		t.Errorf("it announced %v", s.events)
	}
	wait = "61"
	_, err := s.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "rate_limit" || *data.RetryAfter != 61 || *data.Attempts != 1 {
		t.Errorf("a longer wait is the caller's: %+v", data)
	}
}

func TestNothingIsTriedBeyondTheTime(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"timeout": 61}, failing("yes.", 500, 500, 500, 500))
	request := ask("hi")
	request.Timeout = new(60.5)
	limits := map[bool]int{}
	_, err := s.Complete("", request)
	limits[err == nil] = len(s.asked)
	if s.clock.pauses()[0] != time.Second || *wireOf(err).Attempts != 4 {
		t.Errorf("it waited %v: %v", s.clock.pauses(), err)
	}
	late := open(t, map[string]any{"timeout": 60.5}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	_, err = late.Complete("", ask("hi"))
	if data := wireOf(err); *data.Attempts != 2 || len(late.clock.pauses()) != 1 { // 60 s are left once
		t.Errorf("got %+v after %v", data, late.clock.pauses())
	}
}

func TestABreakerSparesTheVendor(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"max_retries": 0}, failing("yes.", 500, 500, 500, 500, 500))
	for range 5 {
		if _, err := s.Complete("", ask("hi")); *wireOf(err).LlmError != "provider_unavailable" {
			t.Fatal(err)
		}
	}
	_, err := s.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "provider_unavailable" || *data.RetryAfter != 30 || *data.Model != "m" || len(s.asked) != 5 || data.StatusCode != nil {
		t.Errorf("got %+v after %d requests", data, len(s.asked))
	}
	other := httptest.NewServer(say("other."))
	defer other.Close()
	if err := s.Configure(map[string]any{"echo": map[string]any{"base_url": other.URL}}); err != nil {
		t.Fatal(err)
	}
	if response, err := s.Complete("", ask("hi")); err != nil || response.Text() != "other" {
		t.Errorf("another server is another matter: %v", err)
	}
	if err := s.Configure(map[string]any{"echo": map[string]any{"max_retries": 0}}); err != nil {
		t.Fatal(err)
	}
	s.clock.mu.Lock()
	s.clock.time = s.clock.time.Add(30 * time.Second)
	s.clock.mu.Unlock()
	if response, err := s.Complete("", ask("hi")); err != nil || response.Text() != "yes" {
		t.Errorf("after 30 s one may try: %v", err)
	}
}

func TestANoEndsARowOfFailures(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"max_retries": 0}, failing("yes.", 500, 500, 500, 500, 400, 500))
	for range 6 {
		if _, err := s.Complete("", ask("hi")); err == nil {
			t.Fatal("it did not fail")
		}
	}
	if response, err := s.Complete("", ask("hi")); err != nil || response.Text() != "yes" || len(s.asked) != 7 {
		t.Errorf("got %v, %v after %d requests", response, err, len(s.asked))
	}
}

func TestAStreamThatBreaksKeepsItsText(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hal")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	tokens, _, err := s.StreamComplete("", ask("hi"))
	data := wireOf(err)
	if *data.LlmError != "stream_error" || !*data.Retryable || string(data.Partial) != `"hal"` || strings.Join(tokens, "") != "hal" {
		t.Errorf("got %+v, %v", data, tokens)
	}
	if len(s.asked) != 1 || data.Attempts != nil || !strings.Contains(err.Error(), "broke off") {
		t.Errorf("what has begun is not tried again: %v, %v", s.asked, err)
	}
}

func TestAnAnswerWithoutItsEndIsNone(t *testing.T) {
	t.Parallel()
	s := open(t, map[string]any{"max_retries": 1}, say("all of it?"))
	_, err := s.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "stream_error" || string(data.Partial) != `"all of it?"` {
		t.Errorf("got %+v", data)
	}
	empty := open(t, map[string]any{"max_retries": 1}, say(""))
	_, err = empty.Complete("", ask("hi"))
	if data := wireOf(err); *data.LlmError != "stream_error" || data.Partial != nil || *data.Attempts != 2 {
		t.Errorf("got %+v", data)
	}
}
