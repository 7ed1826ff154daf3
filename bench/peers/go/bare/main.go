// Command bare is the least that a Go program can do before it has answered.
package main

import "os"

func main() {
	_, _ = os.Stdout.WriteString("\n")
}
