"""What a member of staff looks at in the calendar: which days, whose columns, where. Remembered in the session."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.appointments.board import Span
from bookings.dashboard.fetching import date_in, locations_of, one_of, therapists_of, today_of
from bookings.models import Location, Therapist
from bookings.web import StaffRequest

REMEMBERED = "calendar"
FARTHEST = timedelta(days=3660)


class View(StrEnum):
    """How the columns are cut."""

    PEOPLE = "people"
    ROOMS = "rooms"
    WEEK = "week"


VIEWS: dict[View, Promise] = {
    View.PEOPLE: _("By therapist"),
    View.ROOMS: _("By room"),
    View.WEEK: _("Week"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """`therapist` counts in the week alone. `time_zone` is that of the location, or of the clinic."""

    view: View
    day: date
    therapist: Therapist | None
    location: Location | None
    time_zone: str
    people: tuple[Therapist, ...]
    places: tuple[Location, ...]

    @property
    def span(self) -> Span:
        if self.view == View.WEEK:
            return Span.week_of(self.day, self.time_zone)
        return Span(self.day, 1, self.time_zone)

    @property
    def whose(self) -> Therapist | None:
        return self.therapist if self.view == View.WEEK else None

    def query(self, **changed: object) -> str:
        """The query string that leads here, or with something changed."""
        parts = {
            "view": self.view.value,
            "day": self.day.isoformat(),
            "therapist": self.therapist.public_id if self.therapist else "",
            "location": self.location.public_id if self.location else "",
        }
        return urlencode({key: value for key, value in (parts | changed).items() if value})


def span_asked(request: StaffRequest, now: datetime) -> Span:
    """The dates that the query string names, without anything that takes a query unless a location is named."""
    asked = request.GET.get("location", "")
    place = Location.objects.filter(clinic=request.clinic, public_id=asked).first() if asked else None
    zone = place.time_zone if place else request.clinic.time_zone
    day = _day_of(request, now)
    return Span.week_of(day, zone) if request.GET.get("view") == View.WEEK else Span(day, 1, zone)


def choice_of(request: StaffRequest, now: datetime) -> Choice:
    """What the query string asks for; what it leaves out is as last time. Two queries."""
    people, places = therapists_of(request.clinic), locations_of(request.clinic)
    asked = request.session.get(REMEMBERED, {}) if "view" not in request.GET else request.GET
    location = next((place for place in places if place.public_id == asked.get("location")), None)
    chosen = one_of(people, asked.get("therapist", "")) or request.staff.therapist or next(iter(people), None)
    view = asked.get("view", "")
    return Choice(
        view=View(view) if view in list(View) and (view != View.WEEK or chosen) else View.PEOPLE,
        day=_day_of(request, now),
        therapist=chosen,
        location=location,
        time_zone=location.time_zone if location else request.clinic.time_zone,
        people=tuple(people),
        places=tuple(places),
    )


def _day_of(request: StaffRequest, now: datetime) -> date:
    present = today_of(request.clinic, now)
    day = date_in(request, "day") or present
    return day if abs(day - present) <= FARTHEST else present


def remember(request: StaffRequest, choice: Choice) -> None:
    """Keep the view for next time, not the day. Writes only what is new."""
    kept = {
        "view": choice.view.value,
        "therapist": choice.therapist.public_id if choice.therapist else "",
        "location": choice.location.public_id if choice.location else "",
    }
    if request.session.get(REMEMBERED) != kept:
        request.session[REMEMBERED] = kept
