"""Everything that can be found from one box: people, days, therapists, pages and what they are for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings import wording
from bookings.dashboard.day_words import day_meant
from bookings.dashboard.fetching import therapists_of, today_of
from bookings.models import Therapist
from bookings.models.people import search_key
from bookings.people.search import LETTERS, PatientLine, patient_list
from bookings.web import Staff

PATIENTS_SHOWN = 8
FARTHEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the staff's, whose name or words find it; `when` names who may open it."""

    name: str
    label: str | Promise
    words: str | Promise
    when: str = "staff"
    icon: str = "file-text"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, and where it is."""

    icon: str
    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a text finds, in groups; `is_too_short` for looking for people by it."""

    groups: Mapping[str, tuple[Hit, ...]]
    is_too_short: bool

    @property
    def count(self) -> int:
        return sum(len(hits) for hits in self.groups.values())


PAGES = (
    Page("dashboard:today", _("Today"), _("day visits now next"), icon="calendar-event"),
    Page("dashboard:needs", _("Needs a person"), _("to do list waiting alerts requests"), icon="bell"),
    Page("dashboard:calendar", _("Calendar"), _("week rooms drag"), icon="calendar-time"),
    Page("dashboard:patients", _("Patients"), _("people list"), icon="users"),
    Page("dashboard:patient_new", _("New patient"), _("add person admit"), icon="user-plus"),
    Page("dashboard:book", _("Book a visit"), _("new appointment"), icon="calendar-plus"),
    Page("dashboard:claims", _("People to check"), _("same person duplicates merge"), "desk", "users"),
    Page("dashboard:waitlist", _("Waiting list"), _("offers earlier times freed"), "desk", "hourglass"),
    Page("dashboard:hours", _("Hours"), _("working times weekly"), "hours", "clock"),
    Page("dashboard:closures", _("Time off and closures"), _("vacation absence sick leave"), "hours", "calendar-off"),
    Page("dashboard:holidays", _("Public holidays"), _("closed bank holiday"), "owner", "calendar-off"),
    Page("dashboard:why", _("Why can this hour not be booked?"), _("free times not bookable"), icon="info-circle"),
    Page("dashboard:messages", _("Messages"), _("mails sent failed reminders ledger"), "desk", "send"),
    Page("dashboard:texts", _("Texts of the messages"), _("reminder texts templates wording mails"), "owner", "mail"),
    Page("dashboard:report_utilisation", _("Utilisation"), _("reports figures hours booked statistics"), icon="chart-line"),
    Page("dashboard:report_no_shows", _("No-shows"), _("reports figures did not come statistics"), icon="chart-line"),
    Page("dashboard:report_retention", _("Retention"), _("reports figures came back statistics"), "notes", "chart-line"),
    Page("notes:report_plans", _("Plans completed"), _("reports figures completion statistics"), "notes", "chart-line"),
    Page("notes:report_outcomes", _("Outcomes"), _("reports figures better worse statistics"), "notes", "chart-line"),
    Page("dashboard:my_messages", _("My own messages"), _("notifications preferences mails"), icon="bell"),
    Page("dashboard:settings", _("Settings"), _("set up clinic"), "owner", "settings"),
    Page("dashboard:settings_clinic", _("The clinic"), _("name colour logo address time zone phone"), "owner", "home"),
    Page("dashboard:settings_rules", _("Rules for booking"), _("policy notice cancel horizon reminders"), "owner", "list-check"),
    Page("dashboard:services", _("Services and prices"), _("massage minutes buffers"), "owner", "massage"),
    Page("dashboard:places", _("Places and rooms"), _("locations address"), "owner", "map-pin"),
    Page("dashboard:people", _("People and roles"), _("staff invite reception owner access"), "owner", "users"),
    Page("dashboard:therapists", _("Therapists"), _("staff colleagues"), "owner", "user-heart"),
    Page("dashboard:settings_website", _("Your website"), _("embed booking widget link QR"), "owner", "external-link"),
    Page("dashboard:imports", _("Bring your patients along"), _("import CSV file move in migrate Cliniko Jane Easy!Appointments"), "owner", "users"),
    Page("dashboard:programs", _("Programs"), _("API keys webhooks connections audit log"), "owner", "key"),
    Page("dashboard:person_new", _("Invite a colleague"), _("people add staff new"), "owner", "user-plus"),
    Page("dashboard:closure_new", _("New time off"), _("vacation absence sick close add"), "hours", "calendar-off"),
    Page("safety:to_call", _("To call"), _("patients phone before the visit"), icon="phone"),
    Page("privacy:emergency", _("Open a record in an emergency"), _("break the glass"), "treats", "alert-triangle"),
    Page("dashboard:account", _("Your account"), _("password passkey sign in devices language"), icon="user-circle"),
    Page("notes:unsigned", _("Signatures"), _("unsigned notes sign overdue co-sign"), "notes", "writing-sign"),
    Page("notes:supervision", _("Who supervises whom"), _("supervision co-signature student"), "owner", "user-check"),
    Page("privacy:requests", _("Requests about records"), _("privacy copy erase correct retention"), "notes", "shield-check"),
    Page("packs:consents", _("What patients sign"), _("consent texts wording versions agreement"), "owner", "writing-sign"),
    Page("packs:all", _("Questionnaires"), _("measures instruments licence texts"), "owner", "clipboard-list"),
)  # fmt: skip


def find(*, staff: Staff, text: str, now: datetime) -> Found:
    """What `text` finds for this member of the staff: at most three queries, and none without a text.

    People only with three letters or four digits; a therapist finds those whom they treat, as in the list.
    """
    if not text.strip():
        return Found(MappingProxyType({}), is_too_short=False)
    people = patient_list(user=staff.user, clinic=staff.clinic, now=now, text=text)
    today = today_of(staff.clinic, now)
    groups = {
        gettext("Days"): _days(day_meant(text, today), today),
        gettext("Patients"): tuple(_patient(line, staff, now) for line in people.lines[:PATIENTS_SHOWN]),
        gettext("Therapists"): _therapists(text, staff),
        gettext("Pages"): tuple(_pages(text, staff)),
    }
    return Found(
        MappingProxyType({title: hits for title, hits in groups.items() if hits}),
        is_too_short=people.is_too_short,
    )


def _days(day: date | None, today: date) -> tuple[Hit, ...]:
    if day is None or abs((day - today).days) > FARTHEST_DAYS:
        return ()
    label = wording.day(day, year=day.year != today.year)
    near = {-1: gettext("Yesterday"), 0: gettext("Today"), 1: gettext("Tomorrow")}.get((day - today).days, "")
    return (Hit("calendar-event", label, near, reverse("dashboard:day", args=[day])),)


def _patient(line: PatientLine, staff: Staff, now: datetime) -> Hit:
    zone = staff.clinic.time_zone
    note = " · ".join(filter(None, (line.phone, _visit_of(line, zone))))
    return Hit("user", line.full_name, note, reverse("dashboard:patient", args=[line.public_id]))


def _visit_of(line: PatientLine, zone: str) -> str:
    if line.next_visit_at:
        return gettext("comes %(when)s") % {"when": wording.moment(line.next_visit_at, zone)}
    return (
        gettext("last here %(when)s") % {"when": wording.moment(line.last_visit_at, zone)}
        if line.last_visit_at
        else ""
    )


def _therapists(text: str, staff: Staff) -> tuple[Hit, ...]:
    """Their day, and their hours for whoever sets them."""
    words = search_key(text).split()
    if max(map(len, words), default=0) < LETTERS:
        return ()
    found: list[Hit] = []
    for person in therapists_of(staff.clinic):
        if _is_about(words, search_key(person.full_name)):
            found += _of_therapist(person, staff)
    return tuple(found)


def _of_therapist(person: Therapist, staff: Staff) -> Iterable[Hit]:
    yield Hit(
        "user-heart",
        person.full_name,
        gettext("their day"),
        f"{reverse('dashboard:today')}?therapist={person.public_id}",
    )
    if "owner" in staff.roles or staff.therapist == person:
        yield Hit(
            "clock",
            person.full_name,
            gettext("their hours"),
            reverse("dashboard:hours_of", args=[person.public_id]),
        )


def _pages(text: str, staff: Staff) -> Iterable[Hit]:
    """Those whose name or words begin so; the ones whose name does come first."""
    words = search_key(text).split()
    allowed = [page for page in PAGES if page.when in _may(staff)]
    named = [page for page in allowed if _is_about(words, search_key(str(page.label)))]
    meant = [page for page in allowed if _is_about(words, search_key(f"{page.label} {page.words}"))]
    for page in dict.fromkeys([*named, *meant]):
        yield Hit(page.icon, str(page.label), "", reverse(page.name))


def _may(staff: Staff) -> frozenset[str]:
    """What a page may ask for, of this member of the staff."""
    owner = "owner" in staff.roles
    held = {"staff": True, "owner": owner, "desk": staff.sees_all, "hours": staff.sets_hours}
    held["notes"] = owner or staff.therapist is not None
    held["treats"] = staff.therapist is not None
    return frozenset(name for name, is_held in held.items() if is_held)


def _is_about(words: list[str], said: str) -> bool:
    parts = said.split()
    return bool(words) and all(any(part.startswith(word) for part in parts) for word in words)
