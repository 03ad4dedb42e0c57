"""Patients and visits brought along from other systems as CSV: `reading`, `shapes`, `values` and `rows` judge text alone.

Not here: pages (dashboard), how far a long work is (bookings.progress).
"""
