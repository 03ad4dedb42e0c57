"""What once broke an answer, each kept as it was found. The driver beside this finds more: tests/hostile/long.py."""

import pytest
import time_machine

from tests.architecture.access.cast import Cast
from tests.factories import NOW
from tests.hostile.corpus import deep
from tests.hostile.knocking import FORM, Enemy, Report

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile")]
DIGITS, ABYSS = "9" * 5000, deep(5000)
# Who, how, where, with what body, and which headers.
FOUND = {
    "a way back that is no address": ("owner", "POST", "/dashboard/appointments/{visit}/arrive/", "next=nowhere", {}),
    "a lock that leads to no address": ("owner", "GET", "/accounts/lock/?next=nowhere", "", {}),
    "NUL in an address": ("owner", "GET", "/dashboard/patients/%00/", "", {}),
    "NUL in a link": ("anonymous", "GET", "/manage/a%00b/", "", {}),
    "NUL in a query": ("owner", "GET", "/dashboard/book/?patient=%00", "", {}),
    "NUL where no form looks": ("owner", "POST", "/dashboard/patients/{patient}/merge/", "with=a%00b", {}),
    "the first day": ("owner", "GET", "/dashboard/messages/?day=0001-01-01", "", {}),
    "the last day": ("owner", "GET", "/dashboard/messages/?day=9999-12-31", "", {}),
    "the day before the first": ("owner", "GET", "/dashboard/day/0001-01-01/", "", {}),
    "a tag of five thousand digits": (
        "owner", "POST", "/dashboard/appointments/{visit}/place/", "starts_at=2027-06-08T10:00Z", {"If-Match": f'"{DIGITS}"'},
    ),
    "findings without a bottom": ("therapist", "POST", "/dashboard/notes/{note}/save/", f"version=1&findings={ABYSS}", {}),
    "a passkey without a bottom": ("anonymous", "POST", "/me/sign-in/{slug}/passkey/", f"credential={ABYSS}", {}),
    "a patient's passkey without a bottom": ("patient", "POST", "/me/passkeys/add/", f"credential={ABYSS}", {}),
    "a lock's passkey without a bottom": ("owner", "POST", "/accounts/lock/open/", f"credential={ABYSS}", {}),
    "records of the last day": ("therapist", "GET", "/fhir/r4/Appointment?date=le9999-12-31", "", {}),
}  # fmt: skip


@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND.keys())
def test_it_is_answered_in_words(found: tuple[str, str, str, str, dict[str, str]], cast: Cast) -> None:
    actor, method, path, body, headers = found
    report = Report()
    with time_machine.travel(NOW, tick=False):
        answer, _page = Enemy(cast, actor, report).knock(
            method, path.format(**cast.names), "as it was found", body, FORM, headers
        )
    assert not report.troubles, report
    assert answer.status_code < 500
