module github.com/amplifier-ipc/amplifier-ipc/services/providers/ollama

go 1.26

require (
	github.com/amplifier-ipc/amplifier-ipc/sdk-go v0.0.0-00010101000000-000000000000
	github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go v0.0.0-00010101000000-000000000000
	github.com/ollama/ollama v0.17.4
)

require (
	github.com/bahlo/generic-list-go v0.2.0 // indirect
	github.com/buger/jsonparser v1.1.1 // indirect
	github.com/google/jsonschema-go v0.4.3 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/mailru/easyjson v0.7.7 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	github.com/wk8/go-ordered-map/v2 v2.1.8 // indirect
	golang.org/x/crypto v0.43.0 // indirect
	golang.org/x/sys v0.42.0 // indirect
	golang.org/x/text v0.30.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)

replace (
	github.com/amplifier-ipc/amplifier-ipc/sdk-go => ../../../sdk-go
	github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go => ../kit-go
)
