package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

var english = message.NewPrinter(language.English)

// faultsOf lists the leaves of a validation error, by path.
func faultsOf(invalid *jsonschema.ValidationError) []Fault {
	faults := leaves(invalid, nil)
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.Path, b.Path) })
	return slices.Compact(faults)
}

func leaves(e *jsonschema.ValidationError, faults []Fault) []Fault {
	path := pointer(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			faults = append(faults, Fault{path + pointer([]string{name}), "is required"})
		}
		return faults
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			faults = append(faults, Fault{path + pointer([]string{name}), "is not a known member"})
		}
		return faults
	case *kind.AnyOf, *kind.OneOf, *kind.Not:
		// The alternatives contradict each other: one sentence for all of them.
		return append(faults, Fault{path, "fits none of the allowed forms" + alternatives(e)})
	}
	if len(e.Causes) == 0 {
		return append(faults, Fault{path, sentence(e.ErrorKind)})
	}
	for _, cause := range e.Causes {
		faults = leaves(cause, faults)
	}
	return faults
}

func alternatives(e *jsonschema.ValidationError) string {
	var texts []string
	for _, cause := range e.Causes {
		for _, fault := range leaves(cause, nil) {
			texts = append(texts, strings.TrimSpace(fault.Path+" "+fault.Message))
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return " (" + strings.Join(texts, ", or ") + ")"
}

// sentence says what would be right.
func sentence(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Type:
		return "must be " + strings.Join(k.Want, " or ") + ", is " + k.Got
	case *kind.Enum:
		return fmt.Sprintf("must be one of %v, is %v", k.Want, k.Got)
	case *kind.Const:
		return fmt.Sprintf("must be %v, is %v", k.Want, k.Got)
	case *kind.Minimum:
		return "must be at least " + number(k.Want) + ", is " + number(k.Got)
	case *kind.Maximum:
		return "must be at most " + number(k.Want) + ", is " + number(k.Got)
	case *kind.Pattern:
		return fmt.Sprintf("must match %s, is %q", k.Want, k.Got)
	}
	return k.LocalizedString(english)
}

// number writes an exact number as people read it.
func number(n interface{ FloatString(prec int) string }) string {
	text := n.FloatString(6)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

var escaper = strings.NewReplacer("~", "~0", "/", "~1")

func pointer(steps []string) string {
	var out strings.Builder
	for _, step := range steps {
		out.WriteString("/" + escaper.Replace(step))
	}
	return out.String()
}
