package shellguard

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func (c *checker) stmts(stmts []*syntax.Stmt) {
	for _, stmt := range stmts {
		c.stmt(stmt, input{})
	}
}

// input is what a command reads from stdin, as far as the script says so.
type input struct {
	text  string
	known bool
}

// stmt checks a statement in the order in which the shell would run it.
func (c *checker) stmt(stmt *syntax.Stmt, in input) {
	if stmt == nil {
		return
	}
	for _, redirect := range stmt.Redirs {
		if text, ok := c.redirect(redirect); ok {
			in = input{text, true}
		}
	}
	switch cmd := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		c.call(cmd, in)
	case *syntax.BinaryCmd:
		c.binary(cmd, in)
	case *syntax.FuncDecl:
		c.function(cmd)
	case *syntax.Subshell:
		outer := c.dir
		c.stmts(cmd.Stmts)
		c.dir = outer
	case *syntax.DeclClause:
		c.effect(source(cmd))
		for _, assign := range cmd.Args {
			c.assign(assign)
		}
		c.inner(cmd)
	case *syntax.TimeClause:
		c.stmt(cmd.Stmt, in)
	case *syntax.CoprocClause:
		c.stmt(cmd.Stmt, in)
	case *syntax.Block:
		c.stmts(cmd.Stmts)
	case nil:
	default:
		c.inner(cmd)
	}
}

func (c *checker) binary(cmd *syntax.BinaryCmd, in input) {
	c.stmt(cmd.X, in)
	piped := input{}
	if cmd.Op == syntax.Pipe || cmd.Op == syntax.PipeAll {
		piped = c.printed(cmd.X)
	}
	c.stmt(cmd.Y, piped)
}

// inner checks all statements anywhere below a node: bodies of loops, cases, substitutions in words.
func (c *checker) inner(node syntax.Node) {
	syntax.Walk(node, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Stmt:
			c.stmt(n, input{})
			return false
		case *syntax.WordIter:
			c.iterate(n)
		}
		c.beside(n)
		return true
	})
}

// iterate remembers the values of a loop's variable; one of them being dangerous makes the body so.
func (c *checker) iterate(loop *syntax.WordIter) {
	for _, value := range c.fields(loop.Items) {
		if base, _ := c.target(value); base != "" || c.vars[loop.Name.Value] == "" {
			c.vars[loop.Name.Value] = value
		}
	}
}

func (c *checker) call(cmd *syntax.CallExpr, in input) {
	for _, word := range cmd.Args {
		c.inner(word)
	}
	for _, assign := range cmd.Assigns {
		c.inner(assign)
		c.effect(source(assign))
		c.assign(assign)
	}
	if args := c.fields(cmd.Args); len(args) > 0 {
		c.guessed(path.Base(args[0]), cmd.Args)
		c.command(args, in)
	}
}

func (c *checker) assign(assign *syntax.Assign) {
	if assign.Name == nil || assign.Naked || assign.Append || assign.Index != nil || assign.Array != nil {
		return
	}
	value := ""
	if assign.Value != nil {
		value = strings.Join(c.fields([]*syntax.Word{assign.Value}), " ")
	}
	if len(value) > maxValue {
		value = unknown
	}
	c.vars[assign.Name.Value] = value
}

// maxValue bounds what a variable may hold here, so that `a=$a$a` cannot grow without end; no path is longer.
const maxValue = 512

// redirect checks where output goes; it returns the text of here-documents and here-strings.
func (c *checker) redirect(r *syntax.Redirect) (text string, ok bool) {
	if r.Hdoc != nil {
		c.inner(r.Hdoc)
		return c.literal(r.Hdoc), true
	}
	c.inner(r.Word)
	target := strings.Join(c.fields([]*syntax.Word{r.Word}), " ")
	c.redirected(r.Op, target)
	switch r.Op {
	case syntax.WordHdoc:
		return target, true
	case syntax.RdrOut, syntax.AppOut, syntax.RdrInOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
		if isDevice(target) {
			c.find(DeviceRedirect, r.Op.String()+" "+target, "writes onto a device")
		}
	default:
	}
	return "", false
}

// printed returns what a statement writes to stdout, if it is a plain echo or printf.
func (c *checker) printed(stmt *syntax.Stmt) input {
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok {
		return input{}
	}
	args := c.fields(call.Args)
	if len(args) == 0 || (args[0] != "echo" && args[0] != "printf") {
		return input{}
	}
	text := strings.Join(args[1:], " ")
	return input{strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(strings.TrimPrefix(text, "-e ")), true}
}

// function looks for the fork bomb in a function, and for everything else in its body.
func (c *checker) function(decl *syntax.FuncDecl) {
	if decl.Name != nil && bombs(decl.Body, decl.Name.Value) {
		c.find(ForkBomb, decl.Name.Value+"(){ … }", "starts copies of itself without end")
	}
	if decl.Name != nil {
		c.effect(decl.Name.Value + "()")
	}
	c.inner(decl.Body)
}

// bombs tells whether a body calls the function itself in a pipe or in the background.
func bombs(body *syntax.Stmt, name string) bool {
	found := false
	syntax.Walk(body, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryCmd:
			if n.Op == syntax.Pipe || n.Op == syntax.PipeAll {
				found = found || calls(n.X, name) || calls(n.Y, name)
			}
		case *syntax.Stmt:
			found = found || (n.Background && calls(n, name))
		}
		return true
	})
	return found
}

func calls(node syntax.Node, name string) bool {
	found := false
	syntax.Walk(node, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 && call.Args[0].Lit() == name {
			found = true
		}
		return true
	})
	return found
}
