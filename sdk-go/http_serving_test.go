package ipc_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestATokenIsAskedFor(t *testing.T) {
	t.Parallel()
	w := serveWeb(t, "AMPLIFIER_HTTP_TOKEN=s3cret")
	for _, authorization := range []string{"", "Bearer", "Bearer wrong", "Basic s3cret", "s3cret", "Bearer s3cret2"} {
		for _, path := range []string{"/describe", "/nothing", "/openapi.json"} {
			r := w.ask(http.MethodGet, path, headers{"Authorization": authorization}, "")
			r.wantProblem(t, http.StatusUnauthorized, "permission_denied")
			wantEqual(t, r.header.Get("WWW-Authenticate"), "Bearer")
		}
	}
	w.ask(http.MethodGet, "/healthz", nil, "").wantResult(t, object{})
	wantEqual(t, w.ask(http.MethodPost, "/healthz", nil, "").status, http.StatusUnauthorized)
	for _, scheme := range []string{"Bearer", "bearer"} {
		wantEqual(t, w.ask(http.MethodGet, "/describe", headers{"Authorization": scheme + " s3cret"}, "").status, http.StatusOK)
	}
	if strings.Contains(w.stderr.String(), "s3cret") {
		t.Errorf("the token was logged: %s", w.stderr.String())
	}
}

func TestAServiceStartsWithItsSettings(t *testing.T) {
	t.Parallel()
	w := serveWeb(t, `AMPLIFIER_CONFIG={"word_count":{"language":"de"}}`)
	w.run("word_count", nil, object{"text": "a"}).wantResult(t, object{"output": 1.0})
	if !strings.Contains(w.stderr.String(), "language de\n") {
		t.Errorf("stderr: %s", w.stderr.String())
	}
	for config, want := range map[string]string{
		`{"word_count":{"language":"fr"},"nobody":{}}`: "/config/word_count/language",
		`{"word_count":`:          "AMPLIFIER_CONFIG is not JSON",
		`[]`:                      "AMPLIFIER_CONFIG does not fit",
		`{},"session":{"id":"x"}`: "AMPLIFIER_CONFIG is not JSON",
	} {
		p := start(t, "AMPLIFIER_TRANSPORT=http", "AMPLIFIER_HTTP_ADDRESS=:0", "AMPLIFIER_CONFIG="+config)
		wantEqual(t, p.end(), 1)
		if _, printed := <-p.lines; printed || !strings.Contains(p.stderr.String(), want) {
			t.Errorf("%s: stderr: %s", config, p.stderr.String())
		}
	}
}

func TestAnAddressThatIsNoneEndsTheService(t *testing.T) {
	t.Parallel()
	for _, env := range []string{"AMPLIFIER_TRANSPORT=carrier-pigeon", "AMPLIFIER_HTTP_ADDRESS=nowhere"} {
		p := start(t, "AMPLIFIER_TRANSPORT=http", env)
		wantEqual(t, p.end(), 1)
		if name, _, _ := strings.Cut(env, "="); !strings.Contains(p.stderr.String(), name) {
			t.Errorf("stderr: %s", p.stderr.String())
		}
	}
}

func TestStdoutHasTheAddressAndNothingElse(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	if err := w.in.Close(); err != nil { // HTP-076
		t.Fatal(err)
	}
	w.run("print", nil, object{}).wantResult(t, object{"output": "done"})
	w.terminate()
	wantEqual(t, w.end(), 0)
	if line, more := <-w.lines; more {
		t.Errorf("stdout has %q", line)
	}
	for _, printed := range []string{"printed\n", "written\n", "from the child\n", "cleaned up\n"} {
		if !strings.Contains(w.stderr.String(), printed) {
			t.Errorf("stderr lacks %q: %q", printed, w.stderr.String())
		}
	}
}

func TestTerminationAnswersWhatIsUnderWayAndTakesNothingNew(t *testing.T) {
	t.Parallel()
	w, host := serveWeb(t), startHost(t)
	e := w.streamTool("ask", host.way(), object{"text": "clock"})
	e.next()
	e.next()
	q := host.next("request.tool_execute")
	w.terminate()
	for refused := false; !refused; { // the signal takes effect
		response, err := http.Get(w.url + "/describe")
		if refused = err != nil; !refused {
			_ = response.Body.Close()
			refused = response.StatusCode == http.StatusServiceUnavailable
		}
	}
	q.answer(object{"output": 1})
	e.wantEnd("result", object{"output": "the host says 1"})
	wantEqual(t, w.end(), 0)
}

func TestTerminationCancelsWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	w := serveWeb(t)
	listens, deaf := w.streamTool("wait", nil, object{}), w.streamTool("deaf", nil, object{})
	sent := time.Now()
	w.terminate()
	listens.wantError(499, "cancelled")
	wantEqual(t, w.end(), 0)
	if took := time.Since(sent); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	if !strings.Contains(w.stderr.String(), "cleaned up") {
		t.Errorf("the cleanup did not run: %q", w.stderr.String())
	}
	_ = deaf.response.Body.Close()
}
