"""`amplifier-ipc inspect -- COMMAND`: one service alone, as a host would run it, for who is writing it.

`command` (options) → `request` (what is asked) → `workbench` (the service with all that a host gives it) → `screen`.
`describing` and `signature` say in text what a service offers, `prompt` is the interactive side, `trace` the lines.
"""
