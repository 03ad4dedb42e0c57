"""How fast it is, beside the least that the same server can do for the same question (`make bench`).

Not here: tests. Nothing in this package is collected by pytest.
"""
