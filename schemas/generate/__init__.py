"""The one generator: reads ``schemas/`` and writes the typed bindings of all four languages.

``python -m generate`` (from ``schemas/``) writes every file; ``python -m generate --check`` writes
nothing and fails with the list of files that are stale. The way of one run:

    source.py    schema files and tables      → Source (what was read)
    ir.py        Source                       → Model  (what the languages need to know)
    bundle.py    Source                       → the flat schema that validators embed
    python.py, rust.py, go.py, typescript.py  → files, as {path: text}
"""
