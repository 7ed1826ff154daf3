package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	ipc "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
)

type countInput struct {
	Text   string `json:"text" jsonschema:"The text to count in."`
	Unique bool   `json:"unique" default:"false" jsonschema:"Count each word once."`
}

func wordCount(_ context.Context, in countInput) (int, error) {
	words := strings.Fields(in.Text)
	if in.Unique {
		slices.Sort(words)
		words = slices.Compact(words)
	}
	return len(words), nil
}

type statsInput struct {
	Text string `json:"text"`
	Top  int    `json:"top" default:"3" minimum:"1" maximum:"10" jsonschema:"How many words to tell."`
}

type statsOutput struct {
	Words      int      `json:"words"`
	Characters int      `json:"characters"`
	MostCommon []string `json:"most_common"`
}

func stats(_ context.Context, in statsInput) (statsOutput, error) {
	words := strings.Fields(in.Text)
	count, common := map[string]int{}, []string{}
	for _, word := range words {
		if count[word]++; count[word] == 1 {
			common = append(common, word)
		}
	}
	slices.SortStableFunc(common, func(a, b string) int { return count[b] - count[a] })
	return statsOutput{len(words), utf8.RuneCountInString(in.Text), common[:min(in.Top, len(common))]}, nil
}

type countdownInput struct {
	Steps int `json:"steps" default:"3" minimum:"1" maximum:"1000"`
}

func countdown(ctx context.Context, in countdownInput) (string, error) {
	call := ipc.FromContext(ctx)
	for i := 1; i <= in.Steps; i++ {
		call.Progress(fmt.Sprintf("step %d", i), float64(i), float64(in.Steps))
		call.Output(ipc.OutputChannelStdout, fmt.Sprintf("%d\n", i))
	}
	return "done", nil
}

func wait(ctx context.Context, _ struct{}) (string, error) {
	call := ipc.FromContext(ctx)
	call.Progress("waiting", 0, 0)
	select {
	case <-call.Graceful():
		return "stopped", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

type aboutOutput struct {
	Component   string  `json:"component"`
	CallID      *string `json:"call_id"`
	SessionID   *string `json:"session_id"`
	TurnID      *string `json:"turn_id"`
	Traceparent *string `json:"traceparent"`
	Cwd         *string `json:"cwd"`
	TimeLeft    bool    `json:"time_left" jsonschema:"Whether there is a deadline."`
}

func about(ctx context.Context, _ struct{}) (aboutOutput, error) {
	call := ipc.FromContext(ctx)
	_, hasDeadline := call.TimeLeft()
	return aboutOutput{
		Component: call.Component(), CallID: known(call.CallID()), SessionID: known(call.SessionID()),
		TurnID: known(call.TurnID()), Traceparent: known(call.Traceparent()), Cwd: known(call.Cwd()), TimeLeft: hasDeadline,
	}, nil
}

// known makes an empty text null.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

type troubleInput struct {
	How string `json:"how" enum:"raise,fail,print,child,native,log"`
}

func trouble(ctx context.Context, in troubleInput) (string, error) {
	var err error
	switch in.How {
	case "raise":
		panic("trouble")
	case "fail":
		return "", &ipc.ToolFailure{Message: "no such file", Kind: "not_found"}
	case "print":
		fmt.Println("printed")
	case "child":
		child := exec.CommandContext(ctx, "echo", "printed")
		child.Stdout = os.Stdout
		err = child.Run()
	case "native":
		_, err = syscall.Write(1, []byte("printed\n"))
	case "log":
		ipc.FromContext(ctx).Log(ipc.LogLevelInfo, "hello", map[string]int{"n": 1})
	}
	return "survived", err
}
