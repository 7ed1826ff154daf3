"""What is put together for the model: the system prompt, and the files that a typed prompt names.

mentions.py (pure) finds `@…` in a text; includes.py (pure) follows them; workspace.py finds AGENTS.md and its like;
reading.py reads what a mention names; system.py makes the system prompt of a turn; typed.py what the user has typed.
"""
