"""What each kind of message says. Place, time and next step; never what the visit is for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.models import Notification

Kind = Notification.Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """`subject` may name %(day)s and %(time)s; `button` leads to `leads_to`, `links` are further pages."""

    subject: Promise
    heading: Promise
    lead: Promise
    button: Promise
    leads_to: str = "portal:manage"
    links: tuple[str, ...] = ("portal:move", "portal:cancel", "portal:calendar")


PAGES_OF_THE_CLINIC = {"portal:services"}
LINKS: dict[str, Promise] = {
    "portal:move": _("Move it"),
    "portal:cancel": _("Cancel it"),
    "portal:calendar": _("Add to calendar"),
}


WORDINGS: dict[str, Wording] = {
    Kind.CONFIRMATION: Wording(
        subject=_("Your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment is booked"),
        lead=_("We look forward to seeing you. If the time stops suiting you, moving it takes a minute."),
        button=_("See your appointment"),
    ),
    Kind.REQUEST_RECEIVED: Wording(
        subject=_("Your request for %(day)s at %(time)s"),
        heading=_("We have your request"),
        lead=_("We keep this time for you until we have answered. You will hear from us soon."),
        button=_("See your request"),
        links=("portal:cancel",),
    ),
    Kind.ACCEPTED: Wording(
        subject=_("Confirmed: your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment is confirmed"),
        lead=_("Your request was accepted. We look forward to seeing you."),
        button=_("See your appointment"),
    ),
    Kind.DECLINED: Wording(
        subject=_("About your request for %(day)s at %(time)s"),
        heading=_("This time is not possible"),
        lead=_("We are sorry: we could not confirm the time you asked for. Another one may suit you."),
        button=_("Find another time"),
        leads_to="portal:services",
        links=(),
    ),
    Kind.RESCHEDULED: Wording(
        subject=_("New time: your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment has a new time"),
        lead=_("The time below replaces the earlier one."),
        button=_("See your appointment"),
    ),
    Kind.CANCELLED: Wording(
        subject=_("Cancelled: your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment is cancelled"),
        lead=_("The time below is no longer reserved for you."),
        button=_("Book another time"),
        leads_to="portal:services",
        links=(),
    ),
    Kind.REMINDER: Wording(
        subject=_("Reminder: your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment is coming up"),
        lead=_("Please let us know that you are coming. If you cannot, move or cancel it in good time."),
        button=_("I am coming"),
        leads_to="portal:confirm",
        links=("portal:move", "portal:cancel"),
    ),
}

CANCELLED_BY_CLINIC = _("We are sorry: we had to cancel this appointment. Please choose another time.")
ALREADY_CONFIRMED = Wording(
    subject=WORDINGS[Kind.REMINDER].subject,
    heading=WORDINGS[Kind.REMINDER].heading,
    lead=_("You have told us that you are coming. Thank you, and see you then."),
    button=_("See your appointment"),
    links=("portal:move", "portal:cancel"),
)
