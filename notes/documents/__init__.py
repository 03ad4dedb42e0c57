"""Papers that leave the house: summaries, plans, letters, the whole record; and the files that come into a record.
Not here: who may have them (access), how they are handed over (doors), the record as data (record)."""
