"""The suite's own HTTP: requests over sockets, streams, the mapping of chapter 13. It shares nothing with the SDKs."""
