module github.com/amplifier-ipc/amplifier-ipc/services/providers/vllm

go 1.26

require (
	github.com/amplifier-ipc/amplifier-ipc/sdk-go v0.0.0-00010101000000-000000000000
	github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go v0.0.0-00010101000000-000000000000
	github.com/openai/openai-go/v3 v3.32.0
)

require (
	github.com/google/jsonschema-go v0.4.3 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	github.com/tidwall/gjson v1.18.0 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.1 // indirect
	github.com/tidwall/sjson v1.2.5 // indirect
	golang.org/x/sys v0.42.0 // indirect
	golang.org/x/text v0.21.0 // indirect
)

replace (
	github.com/amplifier-ipc/amplifier-ipc/sdk-go => ../../../sdk-go
	github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go => ../kit-go
)
