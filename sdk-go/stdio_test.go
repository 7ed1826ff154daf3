package ipc_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sync"
	"syscall"
	"testing"
	"time"
)

// testService is the binary of internal/testservice.
var testService string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "ipc-go-*")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
		testService = filepath.Join(folder, "testservice")
		build := exec.Command("go", "build", "-o", testService, "./internal/testservice")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			fmt.Fprintln(os.Stderr, "building internal/testservice:", err)
			return 1
		}
		return m.Run()
	}())
}

// patience is how long a test waits for what must come; only a failing test waits that long.
const patience = 30 * time.Second

type object = map[string]any

// process is a service as a host sees it, spoken to with bare JSON: no part of the SDK is used on this side.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	in     io.WriteCloser
	lines  chan []byte
	stderr lockedBuffer
	exited chan struct{}
}

type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// start starts the test service; env adds to its environment.
func start(t *testing.T, env ...string) *process {
	t.Helper()
	return launch(t, nil, env)
}

// launch starts the test service with arguments.
func launch(t *testing.T, args, env []string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(testService, args...), lines: make(chan []byte, 1000), exited: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = &p.stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		reader := bufio.NewReader(out)
		for {
			line, err := reader.ReadBytes('\n')
			if err != nil {
				break
			}
			p.lines <- line
		}
		close(p.lines)
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.exited
	})
	return p
}

// ready starts the test service and describes it.
func ready(t *testing.T, env ...string) *process {
	t.Helper()
	p := start(t, env...)
	p.request("d", "describe", object{"protocol_versions": []string{"1.0"}})
	p.result("d")
	return p
}

func (p *process) write(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

func (p *process) send(message object) {
	p.t.Helper()
	message["jsonrpc"] = "2.0"
	raw, err := json.Marshal(message)
	if err != nil {
		p.t.Fatal(err)
	}
	p.write(string(raw))
}

func (p *process) request(id any, method string, params object) {
	p.t.Helper()
	p.send(object{"id": id, "method": method, "params": params})
}

func (p *process) tool(id any, name string, input object) {
	p.t.Helper()
	p.request(id, "tool.execute", object{"name": name, "input": input})
}

// next returns the next message of the service.
func (p *process) next() object {
	p.t.Helper()
	select {
	case line, open := <-p.lines:
		if !open {
			p.t.Fatalf("the service has closed its stdout; stderr: %s", p.stderr.String())
		}
		var message object
		if err := json.Unmarshal(line, &message); err != nil {
			p.t.Fatalf("not JSON on the wire: %q", line)
		}
		return message
	case <-time.After(patience):
		p.t.Fatalf("nothing came; stderr: %s", p.stderr.String())
	}
	return nil
}

// answer returns the next message, which must be the response to this request.
func (p *process) answer(id any) object {
	p.t.Helper()
	message := p.next()
	if message["id"] != id || message["method"] != nil {
		p.t.Fatalf("want the response to %v, got %v", id, message)
	}
	return message
}

func (p *process) result(id any) any {
	p.t.Helper()
	message := p.answer(id)
	if message["error"] != nil {
		p.t.Fatalf("want a result, got %v", message)
	}
	return message["result"]
}

// output returns the output of a tool that succeeded.
func (p *process) output(id any) any {
	p.t.Helper()
	result, _ := p.result(id).(object)
	return result["output"]
}

// failure returns the data of an error response with this code.
func (p *process) failure(id any, code float64) object {
	p.t.Helper()
	message := p.answer(id)
	failure, _ := message["error"].(object)
	if failure["code"] != code {
		p.t.Fatalf("want error %v, got %v", code, message)
	}
	data, _ := failure["data"].(object)
	return data
}

// end waits for the process and returns its exit code.
func (p *process) end() int {
	p.t.Helper()
	select {
	case <-p.exited:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		p.t.Fatal("the service did not end")
	}
	return -1
}

func (p *process) terminate() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
}

func wantEqual(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
}
