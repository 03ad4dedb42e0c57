"""Every page as a stop. The access table says which there are, who sees each and what is refused, so that a new
route is walked by its row there; only what stands behind a new name of an address has to be told in names.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tests.architecture.access.listing import rows
from tests.architecture.access.row import Row

# Whose eyes a page is seen with: the first of them who is let in.
FIRST = ("anonymous", "therapist", "owner", "reception", "colleague", "patient")
FOR_PROGRAMS = ("api", "clinical-api", "fhir-api", "scheduling")
# What a GET answers that is no page of its own.
FILES = (
    "portal:manifest portal:icon portal:worker portal:embed_script portal:calendar portal:feed health account_passkey "
    "mfa_login_webauthn mfa_download_recovery_codes dashboard:calendar_feed dashboard:inbox_attachment "
    "dashboard:import_example dashboard:import_refused "
    "papers:plan papers:discharge papers:summary papers:record papers:document care:download own_papers:summary_pdf "
    "own_papers:plan_pdf own_papers:discharge_pdf own_papers:record_pdf own_papers:document portal:passkey_question portal:enter_question"
)
# Seen within the pages that ask for them.
PARTS = (
    "dashboard:work dashboard:calendar_card dashboard:waitlist_fits dashboard:inbox_page dashboard:texts_page notes:dose notes:care_needs "
    "notes:needs_count privacy:today"
)
# The first two ask which clinic, where there are several.
LEAD_ON = (
    "portal:home portal:sign_in_where "
    "account_set_password account_confirm_login_code mfa_reauthenticate mfa_reauthenticate_webauthn account_lock "
    "mfa_authenticate dashboard:choose_day dashboard:reports dashboard:hours portal:earlier portal:enter_code portal:again "
    "before:again"
)
NO_PAGE = {*FILES.split(), *PARTS.split(), *LEAD_ON.split()}
# Only with what stands in MORE: a second factor, somebody who is meant.
ONLY_SO = {
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_remove_webauthn", "mfa_edit_webauthn",
    "dashboard:series_new", "dashboard:waitlist_new", "dashboard:inbox_mail", "privacy:opened",
}  # fmt: skip
# The wizard's, which a clinic at work is led away from.
BEFORE_SETUP = {"dashboard:setup", *(f"dashboard:setup_{page}" for page in ("place", "hours", "services"))}


@dataclass
class House:
    """A clinic to walk in: what the names of addresses stand for in it, and the session of whoever knocks."""

    names: dict[str, Any]
    sessions: dict[str, str]


@dataclass(frozen=True)
class Stop:
    """One page to look at. `body` is sent if it is a POST."""

    name: str
    actor: str
    path: str
    method: str = "GET"
    body: Mapping[str, Any] = field(default_factory=dict)
    route: str = ""
    is_trouble: bool = False


@dataclass(frozen=True)
class More:
    """A page once more: as somebody else sees it, about another thing, or with a question in its address."""

    route: str
    label: str
    actor: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


MORE = (
    More("dashboard:today", "at-the-desk", "reception"),
    More("dashboard:today", "of-the-owner", "owner"),
    More("dashboard:calendar", "at-the-desk", "reception"),
    More("dashboard:patient", "at-the-desk", "reception"),
    More("dashboard:patients", "at-the-desk", "reception"),
    More("notes:note", "signed", names={"public_id": "signed_note"}),
    More("portal:manage", "passed", names={"token": "past_token"}),
    More("portal:services", "signed-in", "patient"),
    More("dashboard:book", "for-somebody", "reception", query={"patient": "patient"}),
    More("dashboard:series_new", "for-somebody", "reception", query={"patient": "patient"}),
    More("dashboard:waitlist_new", "for-somebody", "reception", query={"patient": "patient"}),
    More("privacy:opened", "by-the-therapist", "therapist"),
    More("dashboard:inbox_mail", "of-a-visit", "owner", names={"key": "mail"}),
    More("mfa_index", "with-both", "secured"),
    More("mfa_deactivate_totp", "with-both", "secured"),
    More("mfa_view_recovery_codes", "with-both", "secured"),
    More("mfa_list_webauthn", "with-both", "secured"),
    More("mfa_remove_webauthn", "with-both", "secured", names={"pk": "staff_passkey"}),
    More("mfa_edit_webauthn", "with-both", "secured", names={"pk": "staff_passkey"}),
    More("dashboard:account", "with-both", "secured"),
)


def pages(house: House) -> Iterator[Stop]:
    """Every page that can be asked for with the names of the house."""
    by_route = {row.route: row for row in asked()}
    elsewhere = NO_PAGE | ONLY_SO | (BEFORE_SETUP if house.names else set())
    for row in by_route.values():
        if row.route not in elsewhere and (path := _path(row, row.names, house)):
            yield Stop(_label(row.route), _who(row, "GET", house), path, route=row.route)
    for more in MORE:
        row = by_route[more.route]
        path = _path(row, {**row.names, **more.names}, house)
        actor = more.actor or _who(row, "GET", house)
        if path and actor in house.sessions and set(more.query.values()) <= house.names.keys():
            query = urlencode({key: house.names[name] for key, name in more.query.items()})
            yield Stop(f"{_label(row.route)}-{more.label}", actor, f"{path}?{query}" if query else path)


def refusals(house: House) -> Iterator[Stop]:
    """Every form sent with nothing in it that the table says is answered by a page."""
    for row in rows():
        if _is_for_programs(row) or row.route in NO_PAGE or not (path := _path(row, row.names, house)):
            continue
        actor = _who(row, "POST", house)
        if row.cells("POST").get(actor) in ("200", "400", "422"):
            yield Stop(f"{_label(row.route)}-refused", actor, path, "POST", row.body)


def unasked() -> set[str]:
    """Routes of GET that are no stop in a clinic at work."""
    return NO_PAGE | ONLY_SO | BEFORE_SETUP


def asked() -> list[Row]:
    """The rows of what people ask for by GET."""
    return [row for row in rows() if row.GET and not _is_for_programs(row)]


def _is_for_programs(row: Row) -> bool:
    return row.route.partition(":")[0] in FOR_PROGRAMS


def _path(row: Row, names: Mapping[str, str], house: House) -> str:
    """Empty where the house does not have one of the things."""
    if not set(names.values()) <= house.names.keys():
        return ""
    return reverse(row.route, kwargs={part: house.names[name] for part, name in names.items()})


def _who(row: Row, method: str, house: House) -> str:
    cells = row.cells(method)
    there = [actor for actor in FIRST if actor == "anonymous" or actor in house.sessions]
    for wanted in (("200",), ("400", "422"), ("302", "403")):
        if found := [actor for actor in there if cells[actor] in wanted]:
            return found[0]
    return "owner"


def _label(route: str) -> str:
    return route.replace(":", "-").replace("_", "-")
