// Code generated from schemas/ by "make generate"; DO NOT EDIT.

package protocol

import _ "embed"

// OpenAPI is the OpenAPI 3.1 document of the HTTP binding.
//
//go:embed openapi_gen.json
var OpenAPI []byte
