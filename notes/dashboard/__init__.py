"""The clinical pages of the staff, and the fragments that the booking pages load.
Not here: who may see what (access), rules (the verbs), anything reception sees."""
