"""The patients' door: choosing a time, reserving it, booking, and the page behind the link in every message.

Not here: rules (appointments/), times (calendars.py), anything behind a sign-in.
"""
