"""A letter that a therapist of the demo wrote to a physician."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from bookings.models import Patient
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.documents.plan_papers import Addressed, referral_paper
from notes.documents.press import press
from notes.models import Document, TreatmentPlan

WHOSE = "amara"
DAYS_AGO = 2
TO = "Dr. Helen Okafor\nRiverside Family Practice\n8 Mill Lane"
TEXT = (
    "Dear Dr. Okafor,\n\n{name} comes to us with low back pain, on your advice. It has eased with massage and the "
    "exercises at home; sitting for long still brings it on.\n\nWould you look at whether anything else should be done? "
    "Please call us with any question.\n\nKind regards,\n{therapist}"
)


def write_papers(house: House, cast: Mapping[str, Patient], *, now: datetime, dice: Dice) -> None:
    """Save the letter, as it would have been made two days ago."""
    patient = cast[WHOSE]
    plans = TreatmentPlan.objects.filter(patient=patient, status__in=TreatmentPlan.LIVE)
    plan = plans.select_related("patient__clinic", "problem", "author__user").first()
    if plan is None or plan.author.user is None:
        return
    at = now - timedelta(days=DAYS_AGO)
    words = TEXT.format(name=patient.full_name, therapist=plan.author.full_name)
    content = press(referral_paper(plan, Addressed(TO, words), plan.author, at))
    Document.objects.create(
        clinic=house.clinic,
        patient=patient,
        plan=plan,
        public_id=dice.public_id(),
        kind=Document.Kind.REFERRAL_LETTER,
        title=TO.splitlines()[0],
        media_type=Document.MediaType.PDF,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        added_by=plan.author.user,
        added_at=at,
    )
