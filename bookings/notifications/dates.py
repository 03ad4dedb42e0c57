"""The dates of a series as a letter lists them: each with its state, those that it tells of marked."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Appointment, Notification
from bookings.notifications import letters
from bookings.notifications.series import dates_of, held_dates_of, told_by
from bookings.notifications.truth import holds
from bookings.notifications.when import When, when_of

Kind, Status = Notification.Kind, Appointment.Status
LISTING = (Kind.SERIES, Kind.SERIES_OFFER, Kind.CONFIRMATION, Kind.ACCEPTED, Kind.RESCHEDULED, Kind.CANCELLED)


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date: `state` in words; `is_news` if the letter tells of it; `url` leads to its own page, if it has one."""

    when: When
    state: str
    is_news: bool
    is_over: bool
    url: str


@dataclass(frozen=True, slots=True)
class Dates:
    """All dates of a series, the appointments in the same order, and the news of each that has any."""

    lines: tuple[DateLine, ...]
    appointments: tuple[Appointment, ...]
    news: dict[int, str]

    @property
    def kind(self) -> str:
        """What a letter about several of them tells: the news of the first."""
        return next(
            (self.news[one.pk] for one in self.appointments if one.pk in self.news), Kind.CONFIRMATION
        )


def dates_in(notification: Notification, appointment: Appointment) -> Dates | None:
    """The dates that belong into this letter, if it is one that lists them. Two queries."""
    if notification.kind not in LISTING or (
        appointment.series_id is None and notification.kind != Kind.SERIES
    ):
        return None
    if notification.kind == Kind.SERIES_OFFER:
        held = held_dates_of(appointment)
        return Dates(tuple(_line(one, Kind.SERIES_OFFER) for one in held), tuple(held), {})
    if notification.kind == Kind.SERIES:
        told = [row for row in told_by(notification) if holds(row, row.appointment)]
        news = {row.appointment_id: row.kind for row in told if row.appointment_id}
    else:
        news = {appointment.pk: notification.kind}
    appointments = dates_of(appointment)
    return Dates(tuple(_line(one, news.get(one.pk)) for one in appointments), tuple(appointments), news)


def _line(appointment: Appointment, news: str | None) -> DateLine:
    state = appointment.get_status_display()
    if news in letters.NEWS:
        state = str(letters.NEWS[news])
    elif appointment.status == Status.PENDING:
        state = _("Awaiting confirmation")
    return DateLine(
        when=when_of(appointment.starts_at, appointment.time_zone),
        state=state,
        is_news=news is not None,
        is_over=appointment.status == Status.CANCELLED,
        # A time that is held has no page of its own yet.
        url=""
        if appointment.status == Status.HELD
        else settings.BASE_URL + reverse("portal:manage", args=[appointment.token]),
    )
