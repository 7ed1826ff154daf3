package ipc

import "testing"

func TestWhereAServiceListens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args      []string
		transport string
		address   string
		want      string // "!" = an error
	}{
		{want: ""},
		{transport: "stdio", address: "9", want: ""},
		{transport: "http", want: "127.0.0.1:8080"},
		{transport: "http", address: "9000", want: "127.0.0.1:9000"},
		{transport: "http", address: ":9000", want: "127.0.0.1:9000"},
		{transport: "http", address: "0.0.0.0:9000", want: "0.0.0.0:9000"},
		{transport: "http", address: "[::1]:9000", want: "[::1]:9000"},
		{transport: "http", address: "example.org:0", want: "example.org:0"},
		{transport: "http", address: "host", want: "!"},
		{transport: "http", address: "host:http", want: "!"},
		{transport: "http", address: "70000", want: "!"},
		{transport: "http", address: "::1", want: "!"},
		{transport: "grpc", want: "!"},
		{args: []string{"--http", "1"}, transport: "stdio", want: "127.0.0.1:1"},
		{args: []string{"x", "--http=a:2"}, transport: "http", address: "9", want: "a:2"},
		{args: []string{"--http"}, want: "!"},
		{args: []string{"--http="}, want: "!"},
		{args: []string{"--https", "1"}, want: ""},
	} {
		env := map[string]string{"AMPLIFIER_TRANSPORT": c.transport, "AMPLIFIER_HTTP_ADDRESS": c.address}
		got, err := httpAddress(c.args, func(name string) string { return env[name] })
		if err != nil {
			got = "!"
		}
		if got != c.want {
			t.Errorf("%+v: got %q, %v", c, got, err)
		}
	}
}
