// Command verdicts reads lines in hex from standard input, and writes what the wire layer makes of each, in the form of
// conformance/vectors/messages.json. The differential tests compare it with the other languages.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/message"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/wire"
)

type object map[string]any

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		digits, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		line := make([]byte, hex.DecodedLen(len(digits)-1))
		if _, err := hex.Decode(line, digits[:len(digits)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := out.Encode(told(wire.Decode(line))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func told(verdict wire.Verdict) object {
	switch v := verdict.(type) {
	case wire.Refused:
		return object{"refuse": object{"code": v.Code, "id": v.ID.JSON()}}
	case wire.Received:
		return received(v.Message)
	case wire.Dropped:
		return object{"drop": object{"id": v.ID.JSON()}}
	}
	return nil
}

func received(m message.Message) object {
	switch m := m.(type) {
	case message.Request:
		return object{"request": object{"id": m.ID.JSON(), "method": m.Method, "params": params(m.Params)}}
	case message.Notification:
		return object{"notification": object{"method": m.Method, "params": params(m.Params)}}
	case message.Response:
		body := object{"id": m.ID.JSON()}
		if m.Error == nil {
			body["result"] = m.Result
		} else {
			body["error"] = failure(m.Error)
		}
		return object{"response": body}
	}
	return nil
}

func params(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("{}")
	}
	return raw
}

func failure(e *message.Error) object {
	body := object{"code": e.Code, "message": e.Message}
	if e.Data != nil {
		body["data"] = e.Data
	}
	return body
}
