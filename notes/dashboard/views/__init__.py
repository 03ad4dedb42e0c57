"""What answers each knock of a therapist: parse, fetch what they may see, one action, render.
Not here: rules and reads; forms, fetching and the chart stand beside this package."""
