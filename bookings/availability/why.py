"""Why a time cannot be booked: the first rule that says no, in the order in which a person would ask."""

from enum import StrEnum

from bookings.availability.hours import local_date, start_grid
from bookings.availability.limits import has_room_in_the_day, is_too_deep, visits_by_day
from bookings.availability.slots import (
    SiteCalendar,
    TherapistCalendar,
    Treatment,
    Window,
    edge_starts,
    forbidden_starts,
    free_rooms,
    possible_starts,
)


class Why(StrEnum):
    """The rules that can say no."""

    NOTICE = "notice"
    HORIZON = "horizon"
    GRID = "grid"
    NOT_WORKING = "not_working"
    TIME_OFF = "time_off"
    TOO_LONG = "too_long"
    BOOKED = "booked"
    BUFFER = "buffer"
    NO_SUCH_ROOM = "no_such_room"
    ROOMS_TAKEN = "rooms_taken"
    DAY_FULL = "day_full"
    DEEP_IN_A_ROW = "deep_in_a_row"
    ADJACENT = "adjacent"


def why_not(
    therapist: TherapistCalendar, site: SiteCalendar, treatment: Treatment, window: Window, at: int
) -> Why | None:
    """The first rule against a start at `at` (seconds since the epoch), or None if it can be booked.

    The window's last date is the horizon; it must contain the date of `at` with a day to spare on both sides
    of what the calendars were loaded for.
    """
    return (
        _against_the_policy(site, window, at)
        or _against_the_hours(therapist, site, treatment, at)
        or _against_the_bookings(therapist, site, treatment, at)
        or _against_own_rules(therapist, site, treatment, window, at)
    )


def _against_the_policy(site: SiteCalendar, window: Window, at: int) -> Why | None:
    day = local_date(site.zone, at)
    if at < window.earliest:
        return Why.NOTICE
    if day > window.last:
        return Why.HORIZON
    if at not in start_grid(site.zone, day, window.step_minutes):
        return Why.GRID
    return None


def _against_the_hours(
    therapist: TherapistCalendar, site: SiteCalendar, treatment: Treatment, at: int
) -> Why | None:
    hours, working = therapist.hours.get(site.key), therapist.working.get(site.key)
    if hours is None or at not in hours:
        return Why.NOT_WORKING
    if not hours.covers(at, at + treatment.length):
        return Why.TOO_LONG
    if working is None or not working.covers(at, at + treatment.length):
        return Why.TIME_OFF
    return None


def _against_the_bookings(
    therapist: TherapistCalendar, site: SiteCalendar, treatment: Treatment, at: int
) -> Why | None:
    if at in forbidden_starts(therapist.busy, treatment):
        bare = Treatment(treatment.length)
        return Why.BOOKED if at in forbidden_starts(therapist.busy, bare) else Why.BUFFER
    if not site.rooms:
        return Why.NO_SUCH_ROOM
    return None if free_rooms(site.rooms, treatment, at) else Why.ROOMS_TAKEN


def _against_own_rules(
    therapist: TherapistCalendar, site: SiteCalendar, treatment: Treatment, window: Window, at: int
) -> Why | None:
    limits = therapist.limits
    visits = visits_by_day(therapist.visits, site.zone).get(local_date(site.zone, at), ())
    if not has_room_in_the_day(limits, visits, treatment.length):
        return Why.DAY_FULL
    if treatment.is_deep and is_too_deep(limits, visits, at):
        return Why.DEEP_IN_A_ROW
    if limits.is_adjacent and visits:
        possible = possible_starts(therapist, site, treatment)
        if at not in edge_starts(possible, site.zone, window):
            return Why.ADJACENT
    return None
