module github.com/amplifier-ipc/amplifier-ipc/services/foundation/hooks

go 1.26
