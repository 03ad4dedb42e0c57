"""When could someone be seen: arithmetic on intervals, wall-clock hours and start times.

Not here: Django, the database, the clock. Rows become the values used here in `bookings.calendars`.
"""
