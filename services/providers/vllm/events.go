package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/ssestream"
)

// eventType is under what the library finds the decoder below. Its own one takes a comment for an event without data,
// which servers and proxies send to keep a connection alive.
const eventType = "text/event-stream"

func init() {
	ssestream.RegisterDecoder(eventType, func(body io.ReadCloser) ssestream.Decoder {
		return &decoder{body: body, lines: bufio.NewReader(body)}
	})
}

// asEvents has the answer read by the decoder below, whatever a server calls it. One that does not stream answers as a
// whole: that is one event.
func asEvents(request *http.Request, next option.MiddlewareNext) (*http.Response, error) {
	response, err := next(request)
	if err != nil {
		return response, err
	}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		response.Body = &asOneEvent{Closer: response.Body, body: bufio.NewReader(response.Body)}
	}
	response.Header.Set("Content-Type", eventType)
	return response, nil
}

// asJSON has a whole answer read as what it is, whatever a server or a proxy calls it.
func asJSON(request *http.Request, next option.MiddlewareNext) (*http.Response, error) {
	response, err := next(request)
	if err == nil {
		response.Header.Set("Content-Type", "application/json")
	}
	return response, err
}

// asOneEvent reads a JSON object as one event, and anything else as it is.
type asOneEvent struct {
	io.Closer
	body *bufio.Reader
	read io.Reader
}

func (a *asOneEvent) Read(into []byte) (int, error) {
	if a.read == nil {
		a.read = a.body
		if begin, err := a.body.Peek(1); err == nil && begin[0] == '{' {
			whole, err := io.ReadAll(a.body)
			if err != nil {
				return 0, err
			}
			var line bytes.Buffer
			if json.Compact(&line, whole) != nil {
				line.Write(bytes.ReplaceAll(whole, []byte("\n"), nil)) // which the library then cannot read
			}
			a.read = io.MultiReader(strings.NewReader("data: "), &line)
		}
	}
	return a.read.Read(into)
}

// decoder reads server-sent events (HTML, 9.2.6): of an event, its type and its data.
type decoder struct {
	body  io.ReadCloser
	lines *bufio.Reader
	event ssestream.Event
	err   error
}

// Next reads the next event that has data. At the end of the stream also one without its empty line counts: whether it
// is whole is seen where it is read.
func (d *decoder) Next() bool {
	d.event = ssestream.Event{}
	var data [][]byte
	for d.err == nil {
		var line []byte
		line, d.err = d.lines.ReadBytes('\n')
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 && data != nil {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(name) { // "" is a comment
		case "event":
			d.event.Type = string(value)
		case "data":
			data = append(data, value)
		}
	}
	if d.err != nil && !errors.Is(d.err, io.EOF) {
		return false
	}
	d.event.Data = bytes.Join(data, []byte("\n"))
	return data != nil
}

// Event is the one that Next has read.
func (d *decoder) Event() ssestream.Event { return d.event }

// Close ends the request.
func (d *decoder) Close() error { return d.body.Close() }

// Err is why reading failed; the end of the stream is none.
func (d *decoder) Err() error {
	if errors.Is(d.err, io.EOF) {
		return nil
	}
	return d.err
}
