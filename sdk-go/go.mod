module github.com/amplifier-ipc/amplifier-ipc/sdk-go

go 1.26
