"""One module for each `manage.py` command.

Not here: what the commands do to the world; that is the subjects' own.
"""
