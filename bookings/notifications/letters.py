"""What each kind of message says. Place, time and next step; never what the visit is for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.models import Notification

Kind = Notification.Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """`subject` may name %(day)s and %(time)s; `button` leads to `leads_to`, `links` are further pages.

    `asks_form`: the letter leads to the form before a first visit, too, while that is missing.
    """

    subject: Promise
    heading: Promise
    lead: Promise
    button: Promise
    closing: Promise | str = ""
    leads_to: str = "portal:manage"
    links: tuple[str, ...] = ()
    asks_form: bool = False


PAGES_OF_THE_CLINIC = {"portal:services"}
CHANGE = ("portal:move", "portal:cancel")
ON_A_DATE = (*CHANGE, "portal:calendar")
LINKS: dict[str, Promise] = {
    "portal:move": _("Move it"),
    "portal:cancel": _("Cancel it"),
    "portal:decline": _("Not this time"),
    "portal:calendar": _("Add to calendar"),
    "before:form": _("A short form before your first visit"),
}


WORDINGS: dict[str, Wording] = {
    Kind.CONFIRMATION: Wording(
        subject=_("Your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment is booked"),
        lead=_("We look forward to seeing you. If the time stops suiting you, moving it takes a minute."),
        button=_("See your appointment"),
        links=ON_A_DATE,
        asks_form=True,
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
        links=ON_A_DATE,
        asks_form=True,
    ),
    Kind.DECLINED: Wording(
        subject=_("About your request for %(day)s at %(time)s"),
        heading=_("This time is not possible"),
        lead=_("We are sorry: we could not confirm the time you asked for. Another one may suit you."),
        button=_("Find another time"),
        leads_to="portal:services",
    ),
    Kind.RESCHEDULED: Wording(
        subject=_("New time: your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment has a new time"),
        lead=_("The time below replaces the earlier one."),
        button=_("See your appointment"),
        links=ON_A_DATE,
    ),
    Kind.CANCELLED: Wording(
        subject=_("Cancelled: your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment is cancelled"),
        lead=_("The time below is no longer reserved for you."),
        button=_("Book another time"),
        leads_to="portal:services",
    ),
    Kind.REMINDER: Wording(
        subject=_("Reminder: your appointment on %(day)s at %(time)s"),
        heading=_("Your appointment is coming up"),
        lead=_("Please let us know that you are coming. If you cannot, move or cancel it in good time."),
        button=_("I am coming"),
        leads_to="portal:confirm",
        links=CHANGE,
        asks_form=True,
    ),
    Kind.WAITLIST_OFFER: Wording(
        subject=_("A time has come free: %(day)s at %(time)s"),
        heading=_("A time has come free"),
        lead=_(
            "You asked to be told. It is kept for you until %(until)s; after that it goes to the next person."
        ),
        button=_("Take this time"),
        leads_to="portal:offer",
        links=("portal:decline",),
    ),
    Kind.SERIES_OFFER: Wording(
        subject=_("Dates for you, the first on %(day)s at %(time)s"),
        heading=_("These dates are kept for you"),
        lead=_(
            "Take them all with one tap, or ask for others. They are kept for you until %(until_day)s, %(until)s."
        ),
        button=_("See the dates"),
        leads_to="portal:dates",
    ),
    Kind.SERIES: Wording(
        subject=_("Your appointments, the first on %(day)s at %(time)s"),
        heading=_("Your appointments are booked"),
        lead=_("We look forward to seeing you. Each date can be moved or cancelled by itself."),
        button=_("See the first appointment"),
        asks_form=True,
    ),
}

# A letter about several dates, by what became of them; booked, it is the letter SERIES itself.
OF_SERIES: dict[str, Wording] = {
    Kind.REQUEST_RECEIVED: Wording(
        subject=_("Your requests, the first for %(day)s at %(time)s"),
        heading=_("We have your requests"),
        lead=_("We keep these times for you until we have answered. You will hear from us soon."),
        button=_("See the first request"),
    ),
    Kind.RESCHEDULED: Wording(
        subject=_("New times: your appointments from %(day)s at %(time)s"),
        heading=_("Some of your appointments have new times"),
        lead=_("The dates marked as new replace earlier ones. What is not marked stays as it was."),
        button=_("See the first appointment"),
    ),
    Kind.CANCELLED: Wording(
        subject=_("Cancelled: several appointments, the first on %(day)s at %(time)s"),
        heading=_("Some of your appointments are cancelled"),
        lead=_(
            "The dates marked as cancelled are no longer reserved for you. What is not marked stays as it was."
        ),
        button=_("Book another time"),
        leads_to="portal:services",
    ),
}
# How a letter marks the dates that it tells of.
NEWS: dict[str, Promise] = {
    Kind.CONFIRMATION: _("Booked"),
    Kind.SERIES_OFFER: _("Kept for you"),
    Kind.REQUEST_RECEIVED: _("Awaiting confirmation by the clinic"),
    Kind.RESCHEDULED: _("New time"),
    Kind.CANCELLED: _("Cancelled"),
}

SEVERAL_CANCELLED_BY_CLINIC = _("We are sorry: we had to cancel the dates marked as cancelled.")
CANCELLED_BY_CLINIC = _("We are sorry: we had to cancel this appointment. Please choose another time.")
ALREADY_CONFIRMED = replace(
    WORDINGS[Kind.REMINDER],
    lead=_("You have told us that you are coming. Thank you, and see you then."),
    button=_("See your appointment"),
    leads_to="portal:manage",
)

SERIES_LETTERS: Mapping[str, str] = {
    Kind.CONFIRMATION: str(Kind.SERIES),
    Kind.REQUEST_RECEIVED: "series_requested",
    Kind.RESCHEDULED: "series_moved",
    Kind.CANCELLED: "series_cancelled",
}


def letter_of(kind: str, *, tells: str = "", is_confirmed: bool = False, is_by_clinic: bool = False) -> str:
    """The name of the letter: its kind and state; `tells` is what a letter about a series tells of."""
    if kind == Kind.SERIES and tells:
        name = SERIES_LETTERS[tells]
        return f"{name}_by_clinic" if is_by_clinic and tells == Kind.CANCELLED else name
    if kind == Kind.CANCELLED and is_by_clinic:
        return "cancelled_by_clinic"
    return "reminder_confirmed" if kind == Kind.REMINDER and is_confirmed else str(kind)


# Letters about no time of a visit: to patients between visits, in words that tell nobody else anything, and to staff.
# Where `leads_to` is empty, the message's own page is the way.
PLAIN: dict[str, Wording] = {
    Kind.PRE_VISIT_CHECK: Wording(
        subject=_("Before your appointment on %(day)s"),
        heading=_("A minute before your visit"),
        lead=_("A few short questions help us to prepare. Your answers are seen by your therapist alone."),
        button=_("Answer the questions"),
        leads_to="",
    ),
    Kind.HOME_CARE: Wording(
        subject=_("After your appointment on %(day)s"),
        heading=_("Thank you for your visit"),
        lead=_("What you talked about is kept for you on a page of your own."),
        button=_("Open your page"),
        leads_to="",
    ),
    Kind.SELF_CARE_CHECK_IN: Wording(
        subject=_("How are you?"),
        heading=_("How are you?"),
        lead=_("We would like to know how things are going. It takes a minute."),
        button=_("Tell us"),
        leads_to="",
    ),
    Kind.REVIEW_DUE: Wording(
        subject=_("A few short questions for you"),
        heading=_("A few short questions for you"),
        lead=_("Your answers help you and your therapist to look back together. It takes two minutes."),
        button=_("Answer the questions"),
        leads_to="",
    ),
    Kind.SIGN_IN: Wording(
        subject=_("Your link to sign in"),
        heading=_("Your link to sign in"),
        lead=_("It works once, for ten minutes. If you did not ask for it, you can throw this message away."),
        button=_("Sign in"),
        leads_to="",
    ),
    Kind.PASSKEY_ADDED: Wording(
        subject=_("A passkey was added"),
        heading=_("A passkey was added"),
        lead=_(
            "From now on it opens your pages without a message. If that was not you, open your pages, remove it there, "
            "and tell us."
        ),
        button=_("See your passkeys"),
        leads_to="portal:passkeys",
    ),
    Kind.NEW_BOOKINGS: Wording(
        subject=_("New in your calendar"),
        heading=_("New in your calendar"),
        lead=_("These visits were booked with you since the last summary:"),
        button=_("Open your day"),
        leads_to="dashboard:today",
    ),
    Kind.UNSIGNED_NOTES: Wording(
        subject=_("Something waits for your signature"),
        heading=_("Something waits for your signature"),
        lead=_("Visits of earlier days are not closed yet. They are listed on your day."),
        button=_("Open your day"),
        leads_to="dashboard:today",
    ),
    Kind.FAILED_MESSAGES: Wording(
        subject=_("Messages could not be delivered"),
        heading=_("Messages could not be delivered"),
        lead=_("These people have not been told of their visits. Please call them, and correct the address:"),
        button=_("See the messages"),
        leads_to="dashboard:messages",
    ),
    Kind.STAFF_INVITATION: Wording(
        subject=_("%(clinic)s invites you"),
        heading=_("You are invited to work with %(clinic)s"),
        lead=_(
            "Open the link to accept. It works once, for a week. If you do not know this clinic, you can throw this message away."
        ),
        button=_("Accept the invitation"),
        leads_to="",
    ),
    Kind.PASSWORD_RESET: Wording(
        subject=_("A new password"),
        heading=_("A new password"),
        lead=_(
            "The link works once, for an hour. If you did not ask for it, you can throw this message away."
        ),
        button=_("Set a new password"),
        leads_to="",
    ),
    Kind.ACCOUNT_CHANGED: Wording(
        subject=_("The way you sign in was changed"),
        heading=_("The way you sign in was changed"),
        lead=_(
            "A password, a passkey, an authenticator app or recovery codes of your account were changed just now. "
            "If that was not you, set a new password at once and tell the owner of your clinic."
        ),
        button=_("See your account"),
        leads_to="dashboard:account",
    ),
    Kind.WEBHOOK_OFF: Wording(
        subject=_("Another program is told nothing any more"),
        heading=_("A webhook was switched off"),
        lead=_(
            "An address that was told of bookings has not answered for days, or said that it is gone. "
            "Have it repaired, then switch it on again: what happened meanwhile is not sent again."
        ),
        button=_("See the webhooks"),
        leads_to="dashboard:programs",
    ),
}

# What staff get is ours to word.
TO_STAFF = (
    Kind.NEW_BOOKINGS,
    Kind.UNSIGNED_NOTES,
    Kind.FAILED_MESSAGES,
    Kind.STAFF_INVITATION,
    Kind.PASSWORD_RESET,
    Kind.ACCOUNT_CHANGED,
    Kind.WEBHOOK_OFF,
)

# Every letter to patients, by the name under which a clinic may word it differently: each kind, and the states in which
# a kind reads differently.
LETTERS: dict[str, Wording] = {
    **WORDINGS,
    "reminder_confirmed": ALREADY_CONFIRMED,
    "cancelled_by_clinic": replace(WORDINGS[Kind.CANCELLED], lead=CANCELLED_BY_CLINIC),
    **{SERIES_LETTERS[kind]: wording for kind, wording in OF_SERIES.items()},
    "series_cancelled_by_clinic": replace(OF_SERIES[Kind.CANCELLED], lead=SEVERAL_CANCELLED_BY_CLINIC),
    **{kind: wording for kind, wording in PLAIN.items() if kind not in TO_STAFF},
}
# One text message each: what is longer than 160 signs of the GSM alphabet is cut in two and paid twice.
TEXT_MESSAGES: dict[str, Promise] = {
    Kind.REMINDER: _("%(alias)s: your appointment is on %(day)s at %(time)s. Move or cancel: %(link)s"),
}
