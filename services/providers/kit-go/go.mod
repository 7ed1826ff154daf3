module github.com/amplifier-ipc/amplifier-ipc/services/providers/kit-go

go 1.26

require github.com/amplifier-ipc/amplifier-ipc/sdk-go v0.0.0-00010101000000-000000000000

require (
	github.com/google/jsonschema-go v0.4.3 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	golang.org/x/sys v0.42.0 // indirect
	golang.org/x/text v0.14.0 // indirect
)

replace github.com/amplifier-ipc/amplifier-ipc/sdk-go => ../../../sdk-go
