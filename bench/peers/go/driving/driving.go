// Package driving is the calling side's loop, the same for every client in Go: orders on stdin, answers on stdout (see
// driving.py).
package driving

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const underWay = 64

// Echo has the tool return a text, and returns what came back.
type Echo func(text string) (string, error)

// Drive carries out the orders until there are no more. It ends the process when a call fails.
func Drive(echo Echo) {
	fmt.Println("ready")
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		var mode string
		var size, count int
		if _, err := fmt.Sscan(orders.Text(), &mode, &size, &count); err != nil {
			log.Fatal(err)
		}
		text := strings.Repeat("a", size)
		must(echo, text)
		run := flood
		if mode == "ping" {
			run = ping
		}
		if err := json.NewEncoder(os.Stdout).Encode(run(echo, text, count)); err != nil {
			log.Fatal(err)
		}
	}
}

// ping makes one call after the other; the time of each.
func ping(echo Echo, text string, count int) []time.Duration {
	taken := make([]time.Duration, 0, count)
	for range count {
		start := time.Now()
		must(echo, text)
		taken = append(taken, time.Since(start))
	}
	return taken
}

// flood has sixty-four under way; the time of all.
func flood(echo Echo, text string, count int) []time.Duration {
	var left atomic.Int64
	left.Store(int64(count))
	var working sync.WaitGroup
	start := time.Now()
	for range underWay {
		working.Go(func() {
			for left.Add(-1) >= 0 {
				must(echo, text)
			}
		})
	}
	working.Wait()
	return []time.Duration{time.Since(start)}
}

func must(echo Echo, text string) {
	if got, err := echo(text); err != nil || got != text {
		log.Fatalf("the tool did not return its input: %v", err)
	}
}
