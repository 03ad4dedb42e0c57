"""One small file for each way out of the building; each takes a finished letter and sends it.

Not here: appointments, patients, retries, the outbox.
"""
