"""What an operator types.

Not here: rules; a command parses, calls one action and prints.
"""
