"""The ground floor: who can be seen when, by whom and where, and telling them about it.

Not here: anything clinical. That is the floor above (`notes`), which this one never imports.
"""
