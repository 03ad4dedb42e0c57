"""What is kept, told as FHIR R4 (4.0.1), to read. Plain dicts; the mapping is in docs/fhir.md.

Not here: who may see what (notes.access, querysets), and free times for everybody (bookings.api.scheduling).
"""
