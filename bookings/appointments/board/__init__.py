"""The calendar of a clinic for its staff: who has what when, drawn in columns; and what it was when it was drawn.

Reading only. Moving what is on it is `bookings.appointments.reschedule`; hours and closures are `bookings.schedules`.
"""

from bookings.appointments.board.read import MOST_ENTRIES, Board, Column, Entry, read_board
from bookings.appointments.board.shades import Kind, Shade
from bookings.appointments.board.span import Span
from bookings.appointments.board.version import version_of

__all__ = [
    "MOST_ENTRIES",
    "Board",
    "Column",
    "Entry",
    "Kind",
    "Shade",
    "Span",
    "read_board",
    "version_of",
]
