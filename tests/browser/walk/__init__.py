"""One walk over every page: which there are and how to reach them, two clinics to walk in, and what is looked at.

Not here: the tests and the pictures, which take the same walk (test_every_page.py, pictures.py).
"""
