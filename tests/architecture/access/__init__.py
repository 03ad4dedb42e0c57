"""Who gets what at every address: one module of rows for each door, read by test_access.py.

Not here: what the answers look like.
"""
