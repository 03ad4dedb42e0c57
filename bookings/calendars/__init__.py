"""Rows become the frozen values that `availability` works on: the one caller of the pure room.

Listing, booking, moving and "next free" all go through here, so what is listed can be booked. Not here: arithmetic
on times (availability), changes (appointments).
"""

from bookings.calendars.asked import Asked, find_asked, find_clinic
from bookings.calendars.openings import (
    listing,
    next_listing,
    next_openings,
    next_openings_of_services,
    slots_by_day,
)
from bookings.calendars.rows import load
from bookings.calendars.values import Calendars, Opening

__all__ = [
    "Asked",
    "Calendars",
    "Opening",
    "find_asked",
    "find_clinic",
    "listing",
    "load",
    "next_listing",
    "next_openings",
    "next_openings_of_services",
    "slots_by_day",
]
