"""The demo's inbox: mails are shown safely, and only where there is a demo."""

import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.dashboard.conftest import Desk

HOSTILE = (
    "<html><head><title>x</title></head><body><script>alert(1)</script>"
    '<a href="http://127.0.0.1:8000/manage/abc/">Your visit</a></body></html>'
)


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> str:
    """One mail in the demo's mailbox, as the mail server leaves it."""
    box = mailbox.Maildir(str(tmp_path / "mail"), create=True)
    settings.DEMO_MAILBOX = str(tmp_path / "mail")
    mail = EmailMessage()
    mail["From"], mail["To"] = "Riverside <no-reply@localhost>", "pat@example.org"
    mail["Subject"], mail["Date"] = "Your appointment – Tuesday", "Mon, 07 Jun 2027 14:00:00 +0000"
    mail.set_content("See http://127.0.0.1:8000/manage/abc/ for <b>more</b>.")
    mail.add_alternative(HOSTILE, subtype="html")
    mail.add_attachment(b"BEGIN:VCALENDAR\r\n", maintype="text", subtype="calendar", filename="visit.ics")
    return str(box.add(mail))


def test_the_inbox_lists_what_was_sent(desk: Desk, key: str) -> None:
    page = desk.browser("reception").get(reverse("dashboard:inbox")).content.decode()
    assert "Your appointment – Tuesday" in page
    assert "pat@example.org" in page
    assert reverse("dashboard:inbox_mail", args=[key]) in page


def test_a_mail_shows_its_text_with_links_and_its_headers(desk: Desk, key: str) -> None:
    response = desk.browser("reception").get(reverse("dashboard:inbox_mail", args=[key]))
    page = response.content.decode()
    assert '<a href="http://127.0.0.1:8000/manage/abc/" rel="nofollow">' in page
    assert "&lt;b&gt;more&lt;/b&gt;" in page
    assert "no-reply@localhost" in page
    assert "<script>alert" not in page
    assert "frame-src 'self'" in response["Content-Security-Policy"]


def test_the_html_part_can_do_nothing_but_be_read(desk: Desk, key: str) -> None:
    response = desk.browser("reception").get(reverse("dashboard:inbox_page", args=[key]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_blank"><title>' in response.content.decode()


def test_an_attachment_is_a_download(desk: Desk, key: str) -> None:
    response = desk.browser("reception").get(reverse("dashboard:inbox_attachment", args=[key, 0]))
    assert response["Content-Disposition"] == 'attachment; filename="visit.ics"'
    assert response.content.startswith(b"BEGIN:VCALENDAR")
    missing = desk.browser("reception").get(reverse("dashboard:inbox_attachment", args=[key, 9]))
    assert missing.status_code == 404


@pytest.mark.parametrize("wrong", ["nothing", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"])
def test_a_mail_that_is_not_there_is_not_there(desk: Desk, key: str, wrong: str) -> None:
    assert desk.browser("reception").get(f"/dashboard/inbox/{wrong}/").status_code == 404


def test_an_empty_mailbox_says_how_to_get_mail(desk: Desk, settings: Any, tmp_path: Path) -> None:
    settings.DEMO_MAILBOX = str(tmp_path / "not-yet")
    page = desk.browser("reception").get(reverse("dashboard:inbox")).content.decode()
    assert reverse("portal:services", args=[desk.world.clinic.slug]) in page


def test_without_a_demo_there_is_no_inbox(desk: Desk, key: str, settings: Any) -> None:
    settings.DEMO_MAILBOX = ""
    for name, args in (
        ("inbox", []),
        ("inbox_mail", [key]),
        ("inbox_page", [key]),
        ("inbox_attachment", [key, 0]),
    ):
        assert desk.browser("owner").get(reverse(f"dashboard:{name}", args=args)).status_code == 404


def test_only_staff_read_it(desk: Desk, key: str) -> None:
    for name in ("inbox_mail", "inbox_page"):
        url = reverse(f"dashboard:{name}", args=[key])
        assert desk.browser("nobody").get(url).status_code == 404
        assert desk.browser("anonymous").get(url)["Location"].startswith("/accounts/login/")
