"""Template tags that every page may use.

Not here: queries and rules; tags only show what they are given.
"""
