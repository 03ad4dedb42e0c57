"""What goes in and out as JSON: shapes, and whether a value can be what it claims to be.

Not here: rules about appointments; those are the subjects' own.
"""
