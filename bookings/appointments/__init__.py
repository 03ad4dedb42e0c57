"""The life of an appointment, one file a verb: hold, book, reschedule, swap, cancel, undo, attend, answer, expire.

`series` does the same with several at once. Not here: who may knock (doors), what is sent (notifications), arithmetic
on times (availability).
"""
