"""The form that somebody fills before their first visit: its questions, keeping what was sent, and what becomes of it.
Not here: the safety check, which decides what may be booked (screening), and the note that it is taken into (soap)."""
