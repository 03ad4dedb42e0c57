"""Figures about treatment over a range of dates: plans that ended, and what measures say against the start.
They count and compare; that treatment was the cause is never said. Figures about visits are bookings.reports."""
