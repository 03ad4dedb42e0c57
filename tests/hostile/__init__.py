"""What somebody sends who means no good: into every field of every form, every body of the API, every query string.

Not here: who may do what (tests/architecture/access), and what is right to send.
"""
