"""The life of an appointment, one file a verb: hold, book, reschedule, cancel, attend, answer, expire.

Not here: who may knock (doors), what is sent (notifications), arithmetic on times (availability).
"""
