"""The door for programs: HTTP under /api/, JSON in and out, problem+json for every refusal.

Not here: rules. A view parses, fetches what its caller may see, calls one action and renders the result.
"""
