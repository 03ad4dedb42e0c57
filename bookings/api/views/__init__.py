"""One module for each kind of thing a program may ask for.

Not here: what a thing looks like as JSON (`serializers`), what may happen to it (the subjects' rooms).
"""
