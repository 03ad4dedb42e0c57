"""Clinical addresses for programs: the treating therapist's, and the patient's for what is theirs.
Not here: booking (bookings.api), rules, who may see what (access)."""
