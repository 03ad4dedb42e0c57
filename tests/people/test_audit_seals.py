"""The access log under seal: every kind of tampering with the tables shows, each with its control."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from bookings.audit import record_access
from bookings.audit_seals import broken_seals, seal_log
from bookings.models import AccessRecord, AuditHead, AuditSeal
from tests.factories import NOW, World, make_patient, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def tamper(*statements: str) -> None:
    """As somebody who owns the database: triggers look away."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")


def write(world: World, count: int = 4) -> None:
    patient, user = make_patient(world.clinic), make_user("owner", world.clinic)
    for number in range(count):
        record_access(
            clinic=world.clinic, user=user, patient=patient, action="viewed", object_kind="note",
            object_id=str(number), now=NOW,
        )  # fmt: skip


@pytest.fixture
def sealed(world: World) -> list[int]:
    """Two seals of four lines each; the ids of the lines."""
    AccessRecord.objects.count()
    for _ in range(2):
        write(world)
        assert seal_log(now=NOW) == 1
    assert list(broken_seals(NOW)) == []
    return list(AccessRecord.objects.order_by("id").values_list("id", flat=True))


def test_sealing_again_seals_nothing_and_new_lines_go_on(sealed: list[int], world: World) -> None:
    assert seal_log(now=NOW) == 0
    write(world, 1)
    assert list(broken_seals(NOW)) == []
    assert seal_log(now=NOW) == 1
    assert [seal.lines for seal in AuditSeal.objects.all()] == [4, 4, 1]
    assert list(broken_seals(NOW)) == []


LOG, SEAL, HEAD = AccessRecord._meta.db_table, AuditSeal._meta.db_table, AuditHead._meta.db_table
COPY = f"INSERT INTO {LOG} (id, clinic_id, user_id, patient_id, action, object_kind, object_id, reason, at) SELECT {{id}}, clinic_id, user_id, patient_id, action, object_kind, object_id, reason, at FROM {LOG} WHERE id = {{of}}"
CASES: dict[str, Callable[[list[int]], list[str]]] = {
    "edit": lambda ids: [f"UPDATE {LOG} SET object_id = 'x' WHERE id = {ids[1]}"],
    "edit of the time": lambda ids: [f"UPDATE {LOG} SET at = at + interval '1 s' WHERE id = {ids[6]}"],
    "deletion": lambda ids: [f"DELETE FROM {LOG} WHERE id = {ids[2]}"],
    "deletion at the edge": lambda ids: [f"DELETE FROM {LOG} WHERE id = {ids[3]}"],
    "deletion of the last": lambda ids: [f"DELETE FROM {LOG} WHERE id = {ids[7]}"],
    "insertion": lambda ids: [COPY.format(id=ids[0] - 1, of=ids[0])],
    "swap": lambda ids: [
        f"UPDATE {LOG} SET object_id = CASE id WHEN {ids[0]} THEN '1' ELSE '0' END WHERE id IN ({ids[0]}, {ids[1]})"
    ],
    "truncation": lambda ids: [f"DELETE FROM {LOG} WHERE id > {ids[3]}", f"DELETE FROM {SEAL} WHERE number = 2"],
    "truncation to nothing": lambda ids: [f"DELETE FROM {LOG}", f"DELETE FROM {SEAL}"],
    "the head taken away": lambda ids: [f"DELETE FROM {HEAD}"],
    "the head moved back": lambda ids: [
        f"DELETE FROM {LOG} WHERE id > {ids[3]}", f"DELETE FROM {SEAL} WHERE number = 2", f"UPDATE {HEAD} SET number = 1",
    ],
    "a seal taken out": lambda ids: [f"DELETE FROM {SEAL} WHERE number = 1"],
    "a seal forged": lambda ids: [f"UPDATE {SEAL} SET digest = repeat('0', 64) WHERE number = 2"],
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_tampering_shows(sealed: list[int], case: str) -> None:
    tamper(*CASES[case](sealed))
    assert list(broken_seals(NOW)) != []


def test_lines_that_nobody_seals(sealed: list[int], world: World) -> None:
    write(world, 1)
    assert list(broken_seals(NOW + timedelta(days=1))) == []
    assert list(broken_seals(NOW + timedelta(days=3))) != []


def test_without_the_key_nothing_can_be_resealed(sealed: list[int], settings: object) -> None:
    settings.FIELD_KEYS = "k9:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="  # type: ignore[attr-defined]
    assert list(broken_seals(NOW)) != []
