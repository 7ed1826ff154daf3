"""The sandbox of a service whose definition has `permissions:` (host.md §6).

permits.py and bubblewrap.py decide (pure); programs.py finds what a program needs to start; confine.py chooses between
bubblewrap and Landlock; landlock.py and bubble.py are run in front of the service's command, standard library only.
"""
