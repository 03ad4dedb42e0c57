"""Who looked at or changed a patient's record, for the patient: names, days and plain words, never what was read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bookings.models import AccessRecord, Patient

LINES_SHOWN = 200
DENIED = "denied"
LOOKS = frozenset({"viewed", "listed"})
KINDS = {
    "chart": gettext_noop("your chart"),
    "plan": gettext_noop("your plan"),
    "note": gettext_noop("a note of a visit"),
    "visit": gettext_noop("a visit"),
    "appointment": gettext_noop("a visit"),
    "screening": gettext_noop("your safety check"),
    "screenings": gettext_noop("your safety checks"),
    "measure": gettext_noop("your answers"),
    "questionnaire": gettext_noop("your answers"),
    "patient": gettext_noop("your contact data"),
    "exercise": gettext_noop("your exercises"),
    "home_care": gettext_noop("your exercises"),
    "diary": gettext_noop("your diary"),
    "record": gettext_noop("your whole record"),
    "alert": gettext_noop("a notice about your care"),
    "alerts": gettext_noop("the notices about your care"),
    "claim": gettext_noop("your contact data"),
    "clearance": gettext_noop("a decision about your safety check"),
    "consent": gettext_noop("your consent"),
    "contraindication": gettext_noop("what your treatment leaves out"),
    "problem": gettext_noop("what you came for"),
    "intake": gettext_noop("your form before the first visit"),
    "request": gettext_noop("your request"),
    "series": gettext_noop("your visits"),
    # The classes of an erasure.
    "clinical_record": gettext_noop("your health record"),
    "contact_marketing": gettext_noop("your leave to send optional messages"),
    "waitlist": gettext_noop("your places on the waiting list"),
    "account": gettext_noop("your way of signing in"),
    "reminder_log": gettext_noop("your addresses in the list of messages"),
    "summary": gettext_noop("the summary of a visit"),
    "discharge": gettext_noop("the letter about the end of your plan"),
    "document": gettext_noop("a file of your record"),
    "documents": gettext_noop("the files of your record"),
}


SENTENCES = {
    ("opened", "emergency"): gettext_noop("opened your record in an emergency"),
    ("reviewed", "emergency"): gettext_noop("checked why your record was opened in an emergency"),
    ("placed", "legal_hold"): gettext_noop("put your record on hold: nothing of it is erased meanwhile"),
    ("lifted", "legal_hold"): gettext_noop("ended the hold on your record"),
    ("disclosed", "record"): gettext_noop("wrote down what was given to somebody else"),
    ("purged", "record"): gettext_noop("took your record away when its time was over"),
    ("asked", "request"): gettext_noop("asked about your record"),
    ("asked", "claim"): gettext_noop("asked for a change of your contact data"),
    ("withdrawn", "request"): gettext_noop("took a request about your record back"),
    ("accepted", "request"): gettext_noop("did what was asked about your record"),
    ("refused", "request"): gettext_noop("refused a request about your record, and said why"),
    ("added", "request"): gettext_noop("added words to a request about your record"),
    ("sent", "intake"): gettext_noop("sent the form before the first visit"),
    ("added", "passkey"): gettext_noop("added a passkey"),
    ("removed", "passkey"): gettext_noop("removed a passkey"),
    ("signed_in", "passkey"): gettext_noop("signed in with a passkey"),
}
# Nobody did these: the clock did.
BY_THE_CLOCK = frozenset({"purged"})


@dataclass(frozen=True, slots=True)
class AccessLine:
    """`who` is a name, or empty for the patient by a link; `what` a sentence. `was_refused`: nothing was shown."""

    at: datetime
    who: str
    what: str
    action: str
    object_kind: str
    is_own: bool
    was_refused: bool


def access_lines(patient: Patient, limit: int = LINES_SHOWN) -> list[AccessLine]:
    """The latest first, under whichever record it was written. One query."""
    return [_line(row, patient) for row in access_rows(patient)[:limit]]


def access_rows(patient: Patient) -> QuerySet[AccessRecord]:
    rows = AccessRecord.objects.filter(patient__in=patient.family_of_records())
    return rows.select_related("user").order_by("-id")


def _line(row: AccessRecord, patient: Patient) -> AccessLine:
    own = row.action not in BY_THE_CLOCK and (row.user_id is None or row.user_id == patient.user_id)
    return AccessLine(
        at=row.at,
        who="" if row.user_id is None else str(row.user),
        what=_words(row),
        action=row.action,
        object_kind=row.object_kind,
        is_own=own,
        was_refused=row.action == DENIED,
    )


def _words(row: AccessRecord) -> str:
    if (sentence := SENTENCES.get((row.action, row.object_kind))) is not None:
        return _(sentence)
    what = _(KINDS[row.object_kind]) if row.object_kind in KINDS else _("your record")
    if row.action == DENIED:
        return _("tried to open %(what)s and was refused") % {"what": what}
    if row.action in LOOKS:
        return _("looked at %(what)s") % {"what": what}
    if row.action == "exported":
        return _("took a copy of %(what)s") % {"what": what}
    if row.action == "erased":
        return _("erased %(what)s") % {"what": what}
    if row.action == "kept":
        return _("kept %(what)s, as the law asks") % {"what": what}
    if row.action == "signed_in":
        return _("signed in")
    return _("changed %(what)s") % {"what": what}
