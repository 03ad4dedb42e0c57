"""No form is taken from another site, and no host is believed. What each answer carries: tests/hostile/guarding.py."""

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.architecture.access.cast import Cast
from tests.architecture.access.listing import rows
from tests.architecture.access.row import Row
from tests.architecture.test_access import answer_of
from tests.factories import NOW
from tests.hostile.knocking import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile")]
ALLOWED = {"200", "201", "204", "302", "400", "409", "422"}
STAFF = ("owner", "therapist", "reception", "colleague", "patient", "anonymous")
# RFC 8058: a mail program says stop without a page, a cookie or a session; the signed link is the right.
WITHOUT_A_PAGE = {"portal:stop"}
# Doors of the API that open to everybody know no session: there is nothing that another site could borrow.
BORROWS_NOTHING = {
    "api:holds", "api:bookings", "api:hold", "api:manage-confirm", "api:manage-cancel", "api:manage-reschedule",
}  # fmt: skip


def address_of(cast: Cast, row: Row) -> str:
    return reverse(row.route, kwargs={part: cast.names[name] for part, name in row.names.items()})


def strict(cast: Cast, actor: str) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if actor in cast.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = cast.sessions[actor]
    return client


def test_no_form_is_taken_from_another_site(cast: Cast) -> None:
    taken = []
    with time_machine.travel(NOW, tick=False):
        for row in rows():
            for method in ("POST", "PATCH", "DELETE"):
                actor = next((one for one in STAFF if row.cells(method).get(one) in ALLOWED), None)
                if actor is None or row.route in WITHOUT_A_PAGE | BORROWS_NOTHING:
                    continue
                with taken_back():
                    elsewhere = {
                        "Origin": "https://elsewhere.example",
                        "Referer": "https://elsewhere.example/",
                    }
                    kind = "application/json" if "api:" in row.route else "application/x-www-form-urlencoded"
                    client = strict(cast, actor)
                    answer = client.generic(
                        method, address_of(cast, row), "{}", content_type=kind, headers=elsewhere
                    )
                if answer.status_code not in (401, 403) and answer_of(answer) != "login":
                    taken.append(f"{method} {row.route} as {actor}: {answer.status_code}")
    assert taken == []


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1:8000@evil.example", "evil.example:80", "a b", ""]
)
def test_no_host_is_believed_that_is_not_ours(host: str, db: None) -> None:
    client = Client(raise_request_exception=False)
    for path in (reverse("portal:home"), reverse("account_login"), reverse("account_reset_password")):
        answer = client.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        assert answer.status_code == 400
        assert b"evil.example" not in answer.content
    forwarded = client.get(reverse("portal:sign_in_where"), headers={"X-Forwarded-Host": "evil.example"})
    assert b"evil.example" not in forwarded.content
