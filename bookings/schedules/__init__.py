"""When the practice is open: time off, closures, public holidays, weekly hours, and the visits that a change hits.

Not here: what of it is free (availability, calendars), changing the visits themselves (appointments).
"""
