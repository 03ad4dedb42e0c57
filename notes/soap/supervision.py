"""Who looks over whose notes: set by the owner, asked on every signature."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, Membership, Therapist, User
from bookings.transactions import action
from notes.models import Supervision


class BadSupervision(DomainError):
    """Somebody cannot look over their own notes, nor over those of whoever looks over theirs."""

    code = "bad_supervision"
    message = _("Please choose another therapist, who is not supervised by this one.")
    field = "supervisor"


@dataclass(frozen=True, slots=True)
class SupervisedLine:
    """A therapist who may sign notes, and who co-signs them; empty where nobody does."""

    id: str
    name: str
    supervisor_id: str
    supervisor: str
    since: datetime | None


def supervisor_of(therapist: Therapist) -> Therapist | None:
    row = Supervision.objects.filter(therapist=therapist).select_related("supervisor").first()
    return row.supervisor if row else None


def who_writes_notes(clinic: Clinic) -> list[Therapist]:
    """Active therapists who can sign in as such: one query."""
    rows = Therapist.objects.filter(
        clinic=clinic,
        is_active=True,
        user__memberships__clinic=clinic,
        user__memberships__role=Membership.Role.THERAPIST,
    )
    return list(rows.order_by("first_name", "last_name", "pk"))


def supervised_lines(clinic: Clinic) -> list[SupervisedLine]:
    """Every therapist who writes notes, with their supervisor: two queries."""
    rows = Supervision.objects.filter(clinic=clinic).select_related("supervisor")
    by_therapist = {row.therapist_id: row for row in rows}
    return [_line(one, by_therapist.get(one.pk)) for one in who_writes_notes(clinic)]


@action
def set_supervisor(
    *, therapist: Therapist, supervisor: Therapist | None, user: User, now: datetime
) -> Supervision | None:
    """From now on `supervisor` co-signs what `therapist` signs; None ends it, and signatures that were given stay.

    Two people never co-sign each other. Raises BadSupervision.
    """
    # Locked together, so that two owners cannot close a circle of two.
    pair = [therapist.pk, supervisor.pk] if supervisor else [therapist.pk]
    locked = Therapist.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pair).order_by("pk")
    if len(locked) != len(set(pair)):
        raise BadSupervision
    standing = Supervision.objects.filter(therapist=therapist)
    if supervisor is None:
        standing.delete()
        _log(therapist, user, "supervision_ended", now)
        return None
    if _is_unfit(therapist, supervisor):
        raise BadSupervision
    made, _is_new = Supervision.objects.update_or_create(
        therapist=therapist,
        defaults={
            "clinic_id": therapist.clinic_id,
            "supervisor": supervisor,
            "set_by": user,
            "since": now,
        },
    )
    _log(therapist, user, "supervision_set", now)
    return made


def _is_unfit(therapist: Therapist, supervisor: Therapist) -> bool:
    if supervisor.pk == therapist.pk or supervisor.clinic_id != therapist.clinic_id:
        return True
    if not any(one.pk == supervisor.pk for one in who_writes_notes(supervisor.clinic)):
        return True
    return Supervision.objects.filter(therapist=supervisor, supervisor=therapist).exists()


def _log(therapist: Therapist, user: User, verb: str, now: datetime) -> None:
    record_access(
        clinic=therapist.clinic, user=user, patient=None, action=verb, object_kind="therapist",
        object_id=therapist.public_id, now=now,
    )  # fmt: skip


def _line(therapist: Therapist, row: Supervision | None) -> SupervisedLine:
    return SupervisedLine(
        id=therapist.public_id,
        name=therapist.full_name,
        supervisor_id=row.supervisor.public_id if row else "",
        supervisor=row.supervisor.full_name if row else "",
        since=row.since if row else None,
    )
