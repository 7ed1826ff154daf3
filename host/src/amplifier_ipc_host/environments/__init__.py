"""Environments: what a service needs to run, built from its definition into `$AMPLIFIER_HOME/environments/`.

stacks.py (pure) says for each stack how it is built and started; environment.py keeps one on disk; digest.py tells
whether its source has changed; build.py runs the steps, several environments side by side.
"""
