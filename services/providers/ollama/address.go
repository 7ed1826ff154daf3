package main

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// usualPort is where Ollama listens unless it is told otherwise.
const usualPort = "11434"

// addressOf reads a base URL, or what OLLAMA_HOST may hold: a URL, or a host with or without a port. The error says what
// would be right.
func addressOf(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	bare := !strings.Contains(text, "://")
	if bare {
		text = "http://" + text
	}
	address, err := url.Parse(text)
	if err != nil || address.Hostname() == "" && address.Port() == "" {
		return nil, fmt.Errorf("%q is no address of Ollama: it must be a URL such as http://localhost:11434 (base_url, OLLAMA_HOST)", text)
	}
	host, port := address.Hostname(), address.Port()
	if host == "" || host == "0.0.0.0" || host == "::" { // where a server listens, not where it is asked
		host = "127.0.0.1"
	}
	if bare && port == "" {
		port = usualPort
	}
	address.Host = host
	if strings.Contains(host, ":") {
		address.Host = "[" + host + "]"
	}
	if port != "" {
		address.Host = net.JoinHostPort(host, port)
	}
	return address, nil
}
