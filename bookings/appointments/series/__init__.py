"""Appointments that are planned together: proposed, held, booked, changed and cancelled all or none.

Not here: how sessions spread over days (availability.series), and what a plan prescribes (notes). Each date is a row
of its own; the series is only their label.
"""

from bookings.appointments.series.book import book_series, book_series_directly
from bookings.appointments.series.cancel import cancel_series
from bookings.appointments.series.change import change_series
from bookings.appointments.series.hold import hold_series
from bookings.appointments.series.propose import Preferences, ProposedSession, SeriesProposal, propose_series
from bookings.appointments.series.scope import Scope, in_same_week, shifted_starts
from bookings.appointments.series.send import (
    DatesGone,
    accept_series,
    ask_for_others,
    send_series,
    withdraw_series,
)
from bookings.appointments.series.sent import sent_for, wishes_for_others
from bookings.appointments.series.sheet import SeriesDate, SeriesSheet, series_at_desk, series_of
from bookings.appointments.series.times import RefusedTime, SeriesTaken, SeriesTime

__all__ = [
    "DatesGone",
    "Preferences",
    "ProposedSession",
    "RefusedTime",
    "Scope",
    "SeriesDate",
    "SeriesProposal",
    "SeriesSheet",
    "SeriesTaken",
    "SeriesTime",
    "accept_series",
    "ask_for_others",
    "book_series",
    "book_series_directly",
    "cancel_series",
    "change_series",
    "hold_series",
    "in_same_week",
    "propose_series",
    "send_series",
    "sent_for",
    "series_at_desk",
    "series_of",
    "shifted_starts",
    "wishes_for_others",
    "withdraw_series",
]
