"""Free times for everybody, after SMART Scheduling Links: a manifest, and files of FHIR resources line by line.

Not here: which times are free (calendars), and FHIR for those who show who they are (notes.api.fhir).
"""
