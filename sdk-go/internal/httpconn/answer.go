package httpconn

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/exchange"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpmap"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/jsontext"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// wantsStream tells whether somebody waits for what the host streams about the call. Patience is such a somebody.
func (a *answerReader) wantsStream() bool {
	streamed := a.method == protocol.MethodRequestProviderComplete || a.method == protocol.MethodRequestToolExecute
	return streamed && (a.options.Stream != nil || a.options.Patience > 0)
}

// renew begins the time anew that the host may be silent.
func (a *answerReader) renew() {
	switch {
	case a.options.Patience <= 0:
	case a.silence == nil:
		a.silence = time.AfterFunc(a.options.Patience, func() { a.cancel(errSilent) })
	default:
		a.silence.Reset(a.options.Patience)
	}
}

func (a *answerReader) stop() {
	if a.silence != nil {
		a.silence.Stop()
	}
}

// broken is the error of a call whose connection broke; ours may have been the reason.
func (a *answerReader) broken(err error) error {
	if a.ctx.Err() != nil {
		cause := ended(a.ctx, a.method)
		if errors.Is(cause, errSilent) {
			return failed(protocol.ErrorKindDeadlineExceeded, errSilent.Error())
		}
		return cause
	}
	return failed(protocol.ErrorKindServiceUnavailable, "the host cannot be reached: "+bare(err).Error())
}

func (a *answerReader) read(response *http.Response) (json.RawMessage, error) {
	contentType := response.Header.Get("Content-Type")
	if response.StatusCode == http.StatusOK && httpmap.IsMedia(contentType, httpmap.EventStream) {
		return a.readStream(response.Body)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, int64(a.limit)+1))
	if err != nil {
		return nil, a.broken(err)
	}
	if len(body) > a.limit {
		return nil, &exchange.CallError{Failure: tooLong(a.limit).Failure()}
	}
	result, failure := httpmap.ReadAnswer(response.StatusCode, contentType, body)
	if failure != nil {
		return nil, &exchange.CallError{Failure: *failure}
	}
	return result, nil
}

// chunkSize is what one read of a stream takes at most; drainTime is how long the end of a stream may take after its
// last event, so that its connection can be used again.
const (
	chunkSize = 32 << 10
	drainTime = 100 * time.Millisecond
)

func (a *answerReader) readStream(body io.Reader) (json.RawMessage, error) {
	events, chunk := httpmap.NewEvents(a.limit), make([]byte, chunkSize)
	for {
		n, broken := body.Read(chunk)
		err := events.Feed(chunk[:n], a.take)
		switch {
		case a.over:
			a.drain(body, broken)
			if a.failure != nil {
				return nil, &exchange.CallError{Failure: *a.failure}
			}
			return a.result, nil
		case err != nil:
			return nil, &exchange.CallError{Failure: tooLong(a.limit).Failure()}
		case broken != nil && a.ctx.Err() != nil:
			return nil, a.broken(broken)
		case broken != nil:
			return nil, a.brokeOff()
		}
	}
}

func (a *answerReader) drain(body io.Reader, broken error) {
	if broken != nil {
		return
	}
	hurry := time.AfterFunc(drainTime, func() { a.cancel(nil) })
	defer hurry.Stop()
	_, _ = io.CopyN(io.Discard, body, chunkSize)
}

// brokeOff is the error of a stream without an end (HTP-044).
func (a *answerReader) brokeOff() error {
	data := (&jsontext.Builder{}).Text("kind", string(protocol.ErrorKindServiceUnavailable)).Text("partial", a.partial.String())
	return &exchange.CallError{Failure: message.Error{
		Code: protocol.CodeServiceUnavailable, Message: "the stream of the host broke off before its end", Data: data.Object(),
	}}
}

// take takes an event; those that are not known are passed over (HTP-045).
func (a *answerReader) take(event httpmap.Event) {
	if a.over || jsontext.Check(event.Data, maxEventDepth) != nil {
		return
	}
	switch {
	case event.Name == "result":
		a.over, a.result = true, event.Data
	case event.Name == "error":
		if a.failure = httpmap.ReadProblem(event.Data); a.failure != nil {
			a.over = true
		}
	case event.Name == protocol.MethodProgress || strings.HasPrefix(event.Name, "stream."):
		a.renew()
		if isText(event.Name) {
			text, _ := jsontext.Text(jsontext.Last(event.Data, "text"))
			a.partial.WriteString(text)
		}
		if a.options.Stream != nil {
			a.options.Stream(event.Name, event.Data)
		}
	}
}

// isText tells whether an event has a piece of the answer itself.
func isText(name string) bool {
	return name == protocol.MethodStreamProviderToken || name == protocol.MethodStreamToken || name == protocol.MethodStreamToolOutput
}

// maxEventDepth is how deep the data of an event may nest (FRM-019).
const maxEventDepth = 128
