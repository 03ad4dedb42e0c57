"""Files and letters come into a record, and out of sight again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Patient, Therapist, User
from bookings.transactions import action
from notes.access import write_down
from notes.documents.checking import LONGEST_TITLE, Checked, clean_title
from notes.documents.parts import Paper
from notes.documents.plan_papers import Addressed, referral_paper
from notes.documents.press import press
from notes.models import Document, TreatmentPlan
from notes.plans.details import too_long

Kind = Document.Kind
# What people send; letters are written here.
SENT = (Kind.CLEARANCE, Kind.OUTSIDE_LETTER, Kind.PICTURE)
MOST_A_DAY = 30
LONGEST_ADDRESS, LONGEST_LETTER = 500, 5000


class BadDocument(DomainError):
    """This cannot be filed like this; `field` says what is at fault."""

    code = "bad_document"
    message = _("This cannot be kept like this.")
    field = "kind"


@dataclass(frozen=True, slots=True)
class Filing:
    """What is said about a file. `title` may be a file's name."""

    kind: str
    title: str


@action
def file_document(
    *,
    patient: Patient,
    filing: Filing,
    checked: Checked,
    user: User,
    now: datetime,
    once: Once | None = None,
) -> Document:
    """Keep a checked file in the patient's record. Raises BadDocument."""
    if filing.kind not in SENT:
        raise BadDocument(_("Please choose from the list."))
    _not_too_many(patient, now)
    title = clean_title(filing.title) or str(Kind(filing.kind).label)
    return _keep(patient, None, filing.kind, title, checked, user, now)


@action
def write_letter(
    *,
    plan: TreatmentPlan,
    addressed: Addressed,
    therapist: Therapist,
    user: User,
    now: datetime,
    once: Once | None = None,
) -> Document:
    """A letter to a physician about a plan, as it stands now; kept as it is sent. Raises BadDocument, NoSuchPaper."""
    for field, text, most in (
        ("to", addressed.to, LONGEST_ADDRESS),
        ("text", addressed.text, LONGEST_LETTER),
    ):
        if not text.strip():
            raise BadDocument(_("Please fill this in."), field=field)
        if len(text) > most:
            raise BadDocument(too_long(most), field=field)
    paper: Paper = referral_paper(plan, addressed, therapist, now)
    checked = Checked(press(paper), Document.MediaType.PDF)
    title = addressed.to.strip().splitlines()[0][:LONGEST_TITLE]
    return _keep(plan.patient, plan, Kind.REFERRAL_LETTER, title, checked, user, now)


@action
def remove_document(*, document: Document, user: User, now: datetime) -> None:
    """Take what was filed by mistake out of sight. The row stays, and whoever removed it is written down."""
    removed = Document.objects.filter(pk=document.pk, removed_at=None).update(removed_at=now)
    if removed:
        write_down(document, user, "removed", "document", now)


def _keep(
    patient: Patient,
    plan: TreatmentPlan | None,
    kind: str,
    title: str,
    checked: Checked,
    user: User,
    now: datetime,
) -> Document:
    document = Document.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        plan=plan,
        kind=kind,
        title=title,
        media_type=checked.media_type,
        size=len(checked.content),
        sha256=checked.sha256,
        content=checked.content,
        added_by=user,
        added_at=now,
    )
    write_down(document, user, "added", "document", now)
    return document


def _not_too_many(patient: Patient, now: datetime) -> None:
    today = Document.objects.filter(patient=patient, added_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise BadDocument(_("That is a lot for one day. Please call us."), field="file")
