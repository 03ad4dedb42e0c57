"""What answers each knock of the staff: parse, fetch what they may see, one action, render.

Not here: rules and reads; forms and fetching stand beside this package.
"""
