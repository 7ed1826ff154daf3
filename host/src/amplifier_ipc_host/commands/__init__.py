"""The commands of `amplifier-ipc`, a file each; `cli.py` lists them and loads one when it is used."""
