package ipc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/httpconn"
	"github.com/amplifier-ipc/amplifier-ipc/sdk-go/internal/stdio"
)

// defaultAddress is where a service listens that is told no address.
const defaultAddress = "127.0.0.1:8080"

// httpAddress returns where to listen, "" for stdio (HTP-070): `--http ADDRESS` counts before the environment.
func httpAddress(args []string, env func(string) string) (string, error) {
	for i, arg := range args {
		address, given := strings.CutPrefix(arg, "--http=")
		if arg == "--http" {
			if i+1 == len(args) {
				return "", errors.New("--http needs an address: host:port, :port or port")
			}
			address, given = args[i+1], true
		}
		if given {
			return fullAddress("--http", address)
		}
	}
	switch transport := env("AMPLIFIER_TRANSPORT"); transport {
	case "", "stdio":
		return "", nil
	case "http":
		address := env("AMPLIFIER_HTTP_ADDRESS")
		if address == "" {
			address = defaultAddress
		}
		return fullAddress("AMPLIFIER_HTTP_ADDRESS", address)
	default:
		return "", fmt.Errorf("AMPLIFIER_TRANSPORT must be stdio or http, is %q", transport)
	}
}

// fullAddress makes host:port of an address; an absent host is this machine alone.
func fullAddress(source, address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil && !strings.Contains(address, ":") {
		host, port = "", address
	}
	if _, wrong := strconv.ParseUint(port, 10, 16); wrong != nil {
		return "", fmt.Errorf("%s must be host:port, :port or port, is %q", source, address)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// serveHTTP serves until SIGTERM or SIGINT comes, or ctx ends, and then ends the process; it returns what is wrong
// before that.
func (s *served) serveHTTP(ctx context.Context, address string) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	out, err := stdio.GuardOut()
	if err != nil {
		return err
	}
	h := newHTTPHandler(s, os.Getenv("AMPLIFIER_HTTP_TOKEN"))
	if config := os.Getenv("AMPLIFIER_CONFIG"); config != "" {
		if err := h.state.configureWith(ctx, config); err != nil {
			return err
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := httpServer(h)
	lost := make(chan error, 1)
	go func() { lost <- server.Serve(httpconn.ReadableTargets(server, listener)) }()
	line, _ := json.Marshal(map[string]string{"url": "http://" + listener.Addr().String()}) //nolint:errchkjson // a text
	_, _ = out.Write(append(line, '\n'))                                                    // nobody need read it
	select {
	case <-ctx.Done():
	case err = <-lost:
		return err
	}
	stop() // who is in a hurry says so twice
	h.end(server)
	runtime.KeepAlive(out) // else it would be closed, and its number be used for something else
	os.Exit(0)
	return nil
}

// headerPatience is how long the headers of a request may take.
const headerPatience = 10 * time.Second

func httpServer(h http.Handler) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler: h, Protocols: &protocols, ReadHeaderTimeout: headerPatience, DisableGeneralOptionsHandler: true,
	}
}

// end ends a server within the grace time (HTP-075).
func (h *HTTPHandler) end(server *http.Server) {
	closed := make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		defer close(closed)
		_ = server.Shutdown(ctx) // takes no new connection, and ends those that are idle
	}()
	within(finishTime, h.Close)
	within(flushTime, func(ctx context.Context) error {
		select {
		case <-closed:
		case <-ctx.Done():
		}
		return ctx.Err()
	})
	_ = server.Close() // also those that have been opened and never used
}
