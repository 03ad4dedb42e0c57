"""Free times for everybody, after SMART Scheduling Links: a manifest, and files of FHIR resources line by line."""
