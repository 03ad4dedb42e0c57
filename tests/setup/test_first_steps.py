"""The owner of a new clinic gets in without a password of the operator's: by the reset page and a mail."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from bookings.notifications.deliver import deliver_due
from tests.notifications.post import use
from tests.notifications.sink import listening


@pytest.mark.django_db
def test_the_owner_chooses_a_password_by_mail_and_signs_in(settings: Any) -> None:
    call_command(
        "create_clinic", slug="hill", name="Hill", time_zone="Europe/Berlin", owner_email="me@example.org"
    )
    client = Client()
    client.post("/accounts/password/reset/", {"email": "me@example.org"})
    with listening() as sink:
        use(settings, sink.port)
        deliver_due(clock=timezone.now)
    [mail] = sink.mails
    assert mail["To"] == "me@example.org"
    text = mail.get_body(("plain",)).get_content()
    link = re.search(r"https?://[^/]+(/accounts/\S+)", text)
    assert link, text
    form = client.get(link[1], follow=True)
    chosen = {"password1": "quiet-otter-harbour-7", "password2": "quiet-otter-harbour-7"}
    client.post(form.request["PATH_INFO"], chosen)
    door = Client()
    door.post("/accounts/login/", {"login": "me@example.org", "password": chosen["password1"]})
    assert door.get("/dashboard/", follow=True).request["PATH_INFO"].startswith("/dashboard/")
