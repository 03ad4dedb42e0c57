"""A patient's whole record, put together for whoever may have a copy of it.
Not here: who may (access), pages and downloads (doors)."""
