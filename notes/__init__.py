"""Clinical notes: screening, outcome measures, treatment plans, session notes and home care.
Not here: booking, calendars, reminders and people, which live in bookings and never import this package."""
