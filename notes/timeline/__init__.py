"""Everything that happened with a patient, in one list by date, and where it was felt from visit to visit.
It reads what other rooms keep, and writes nothing."""
