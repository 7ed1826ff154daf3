package kit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"
)

// completion is one `provider.complete`: its tries, until there is an answer or nothing more may be tried.
type completion[C any] struct {
	provider *provider[C]
	ipc      *ipc.Call
	caller   context.Context // ends with the caller's cancel or deadline
	time     *callTime
	watcher  *watcher
	breaker  *breaker
	call     *Call[C]
	config   *Config
	whom     about
	attempt  int
}

func (c *completion[C]) run() (ipc.ChatResponse, error) {
	if wait := c.breaker.wait(c.time.clock.now()); wait > 0 {
		return ipc.ChatResponse{}, c.tooManyFailures(wait)
	}
	for {
		answer := &Answer{stream: c.ipc, whom: c.whom, ownName: c.call.names.toOwn}
		response, err := c.try(answer)
		if err == nil {
			return response, nil
		}
		c.time.rest()
		failure, err := c.failure(err, answer)
		if err != nil {
			return response, err
		}
		if ipc.IsRetryable(failure) {
			c.breaker.failed(c.time.clock.now())
		} else if orZero(ipc.AsError(failure).Data.StatusCode) != 0 {
			c.breaker.succeeded() // the vendor answers, if only with a no
		}
		if err := c.again(failure, answer); err != nil {
			return response, err
		}
	}
}

func (c *completion[C]) try(answer *Answer) (response ipc.ChatResponse, err error) {
	c.attempt++
	c.watcher.note(seen{})
	if err := c.choose(answer); err != nil {
		return response, err
	}
	if err := c.provider.adapter.Attempt(c.time.ctx, c.call, answer); err != nil {
		return response, err
	}
	response, err = answer.response()
	if err == nil {
		c.breaker.succeeded()
		c.call.Debug("answer", response)
	}
	return response, err
}

func (c *completion[C]) tooManyFailures(wait time.Duration) error {
	rest := math.Ceil(wait.Seconds())
	details := c.whom.details(fmt.Sprintf("%s failed %d times in a row and is asked again in %g s", c.whom.display, breakerFailures, rest))
	details.RetryAfter = rest
	return &ipc.ProviderUnavailableError{LLMError: details}
}

// choose finds the model, once.
func (c *completion[C]) choose(answer *Answer) (err error) {
	if c.call.Model == "" {
		if c.call.Model, err = c.provider.model(c.time.ctx, &c.call.Conn, orZero(c.call.Request.Model), c.config); err != nil {
			return err
		}
	}
	c.whom.model, answer.whom.model = c.call.Model, c.call.Model
	facts := factsOf(c.call.Model, c.provider.vendor.Models, c.config.Models)
	c.call.Facts, answer.price = facts, facts.Price.on(c.time.clock.now())
	c.call.MaxTokens = orZero(c.call.Request.MaxOutputTokens)
	if c.call.MaxTokens == 0 {
		c.call.MaxTokens = c.config.MaxTokens
	}
	if facts.MaxOutputTokens > 0 {
		c.call.MaxTokens = min(c.call.MaxTokens, facts.MaxOutputTokens)
	}
	return nil
}

// failure returns an error as one of the fifteen. The caller's cancel or deadline is what it is: the second result.
func (c *completion[C]) failure(err error, answer *Answer) (failure, ended error) {
	if c.caller.Err() != nil {
		return nil, endedBy(context.Cause(c.caller), answer.Partial())
	}
	if cause := context.Cause(c.time.ctx); cause != nil {
		return cause, nil // timeout or silence
	}
	c.whom.now = c.time.clock.now()
	failure = failureOf(err, c.watcher.look(), c.whom)
	if ipc.LLMErrorName(failure) == ipc.LlmErrorNameNotFound {
		c.provider.forget(c.call.BaseURL, orElse(orZero(c.call.Request.Model), c.config.Model))
	}
	if answer.Begun() && ipc.IsRetryable(failure) && ipc.LLMErrorName(failure) != ipc.LlmErrorNameStreamError {
		details := c.whom.details(failure.Error()) // what came is not to be told twice: it is a stream that broke
		failure = &ipc.StreamError{LLMError: details}
	}
	return failure, nil
}

// endedBy is the caller's own end of the call, with the text so far.
func endedBy(cause error, partial string) error {
	if partial == "" {
		return cause
	}
	wire := ipc.AsError(cause)
	raw, err := json.Marshal(partial)
	if err == nil {
		wire.Data.Partial = raw
	}
	return wire
}

// again waits for the next try; the error is the failure when there is none.
func (c *completion[C]) again(failure error, answer *Answer) error {
	delay, ok := delayOf(failure, tried{
		attempt: c.attempt, maxRetries: c.config.MaxRetries, begun: answer.Begun(), left: c.time.left(), random: c.time.clock.random(),
	})
	if !ok || c.time.ctx.Err() != nil || c.breaker.isOpen() {
		return c.final(failure, answer)
	}
	announced := make(chan struct{})
	go func() {
		defer close(announced)
		c.announceRetry(failure, delay)
	}()
	err := c.time.clock.sleep(c.time.ctx, seconds(delay))
	<-announced
	if err == nil {
		return nil
	}
	failure, ended := c.failure(err, answer)
	if ended != nil {
		return ended
	}
	return c.final(failure, answer)
}

// final is the failure with what is known of the call: how often it was tried, what a user can do, and the text so far.
func (c *completion[C]) final(failure error, answer *Answer) error {
	var details *ipc.LLMError
	if !errors.As(failure, &details) {
		return failure
	}
	details.Provider, details.Model = c.whom.provider, c.whom.model
	// A stream that broke is a fault of its own, of which there was one try: the caller may ask again.
	if !answer.Begun() {
		details.Attempts = uint64(c.attempt) //nolint:gosec // counted from one
	}
	details.Partial = answer.Partial()
	details.Message = c.provider.hinted(failure, c.whom.model)
	return failure
}

func (c *completion[C]) announceRetry(failure error, delay float64) {
	data := ipc.AsError(failure).Data
	kind := string(ipc.LLMErrorName(failure))
	c.emit(protocol.EventProviderRetry, ipc.ProviderRetryData{
		Provider: &c.whom.provider, Model: &c.whom.model, Attempt: uint64(c.attempt), MaxRetries: uint64(c.config.MaxRetries), //nolint:gosec // both are small
		DelayS: round(delay), Error: ipc.EventError{Type: kind, Msg: failure.Error(), Kind: &kind},
	})
	if data.RetryAfter != nil || ipc.LLMErrorName(failure) == ipc.LlmErrorNameRateLimit {
		c.emit(protocol.EventProviderThrottle, ipc.ProviderThrottleData{
			Provider: c.whom.provider, DelayMS: math.Round(delay * 1000), Reason: kind,
		})
	}
}

// emit tells hooks (grant hook.emit). Without the grant, or when a hook fails, the call goes on.
func (c *completion[C]) emit(event string, data any) {
	_, _ = c.ipc.Host().EmitHook(c.time.ctx, event, data) // what is told is of no consequence for the call
}

// debug writes to the host's log, with the setting `debug`.
func debug(call *ipc.Call, name string, secrets []string) func(what string, data any) {
	return func(what string, data any) {
		raw, err := json.Marshal(data)
		if err == nil {
			call.Log(ipc.LogLevelDebug, name+": "+what, map[string]string{"text": Masked(string(raw), secrets)})
		}
	}
}

// clientOf returns a client that follows no redirect: a key in a header would follow to any host.
func clientOf(w *watcher) *http.Client {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: w, CheckRedirect: stay}
}

// hinted is a failure's message with what a user can do about it.
func (p *provider[C]) hinted(failure error, model string) string {
	message := failure.Error()
	if p.vendor.Hint == nil {
		return message
	}
	status := orZero(ipc.AsError(failure).Data.StatusCode)
	hint := p.vendor.Hint(Failure{ipc.LLMErrorName(failure), model, status})
	if hint == "" || strings.Contains(message, hint) {
		return message
	}
	return strings.TrimSuffix(message, ".") + ": " + hint
}
