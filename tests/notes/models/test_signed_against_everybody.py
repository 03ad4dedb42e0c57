"""A signed note through every door: forms, the API, the admin that is not there; and `check_integrity` beneath them.

The ORM and SQL are in test_signed_is_final; the access log's own chain is in tests/people/test_audit_seals.
"""

from io import StringIO
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from bookings.audit import record_access
from bookings.models import AccessRecord, User
from notes.models import SoapNote
from tests.api.conftest import key_for
from tests.factories import NOW
from tests.notes.cast import Chart

pytestmark = pytest.mark.django_db(transaction=True)
REWRITTEN = {
    "subjective": "rewritten", "objective": "rewritten", "assessment": "rewritten", "next_step": "rewritten",
    "nrs_before": "0", "nrs_after": "0", "health_status_confirmed": "on", "consent_today": "on", "status": "draft",
    "content_hash": "0" * 64, "signed_at": "",
}  # fmt: skip


def stored() -> list[dict[str, Any]]:
    return list(SoapNote.objects.values())


@pytest.mark.parametrize("name", ["note_save", "note_sign", "note_plan", "note_retract"])
@pytest.mark.parametrize("version", ["", "1", "2", "3", "99"])
def test_a_raw_form_changes_nothing(chart: Chart, name: str, version: str) -> None:
    """By its own author, with every field a form could send, whichever version it claims."""
    note = chart.signed()
    before = stored()
    client = Client()
    client.force_login(chart.user)
    for headers in ({}, {"Accept": "application/json"}):
        answer = client.post(
            reverse(f"notes:{name}", args=[note.public_id]),
            {**REWRITTEN, "version": version},
            headers=headers,
        )
        assert answer.status_code < 500
    assert stored() == before


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE", "POST"])
@pytest.mark.parametrize("path", ["", "sign/", "addenda/"])
def test_the_api_changes_nothing(chart: Chart, method: str, path: str) -> None:
    note = chart.signed()
    before = stored()
    program = key_for(chart.user, chart.world.clinic)
    for tag in ('"1"', '"2"', "*"):
        answer = program(method, f"notes/{note.public_id}/{path}", {**REWRITTEN}, If_Match=tag)
        assert 400 <= answer.status_code < 500, answer.content
    assert stored() == before


def test_the_admin_is_not_mounted_and_knows_no_row_of_ours(chart: Chart) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    assert "admin" not in get_resolver().namespace_dict
    ours = {model for name in ("notes", "bookings") for model in apps.get_app_config(name).get_models()}
    assert not ours & set(admin.site._registry)
    root = User.objects.create_superuser("root@example.org")
    client = Client()
    client.force_login(root)
    note = chart.signed()
    for path in ("/admin/", f"/admin/notes/soapnote/{note.pk}/change/"):
        assert client.post(path, REWRITTEN).status_code == 404


def test_check_integrity_finds_the_row_that_was_altered_beneath_the_trigger(chart: Chart) -> None:
    note = chart.signed()
    with pgtrigger.ignore("notes.SoapNote:signed_note_is_final"):
        SoapNote.objects.filter(pk=note.pk).update(nrs_after=0)
    told = StringIO()
    with pytest.raises(CommandError):
        call_command("check_integrity", stdout=told)
    assert f"signed note {note.public_id} is not what was signed" in told.getvalue()


LOG = "bookings_accessrecord"


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE {LOG} SET reason = 'x'", f"DELETE FROM {LOG}", f"UPDATE {LOG} SET patient_id = NULL"],
)
def test_the_access_log_is_only_ever_added_to(chart: Chart, statement: str) -> None:
    record_access(
        clinic=chart.world.clinic,
        user=chart.user,
        patient=chart.patient,
        action="viewed",
        object_kind="note",
        now=NOW,
    )
    before = list(AccessRecord.objects.values())
    with (
        pytest.raises(ProgrammingError, match=r"Cannot (update|delete)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    for change in (
        lambda: AccessRecord.objects.update(action="listed"),
        lambda: AccessRecord.objects.all().delete(),
        lambda: AccessRecord.objects.first().save(),
    ):
        with pytest.raises(ProgrammingError, match=r"Cannot (update|delete)"), transaction.atomic():
            change()
    assert list(AccessRecord.objects.values()) == before
