"""One therapist of the demo clinic is supervised: the last of their notes awaits the second signature, the others have it."""

from collections.abc import Sequence
from datetime import timedelta

from bookings.models import Membership
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.models import SoapNote, Supervision
from notes.soap.content import digest

SUPERVISED, SUPERVISOR = "tomas", "maya"
SINCE = timedelta(days=14)
READ_AFTER = timedelta(hours=3)


def supervise(house: House, notes: Sequence[SoapNote], story: set[int], dice: Dice) -> None:
    """Say who co-signs, and put it into the notes, which are not saved yet. `story`: visits that a story tells of."""
    therapist, supervisor = house.therapist(SUPERVISED), house.therapist(SUPERVISOR)
    owner = Membership.objects.filter(clinic=house.clinic, role=Membership.Role.OWNER).first()
    if owner is None or therapist == supervisor or not therapist.user_id:
        return
    since = house.at(house.today - SINCE, 9 * 60)
    Supervision.objects.create(
        public_id=dice.public_id(),
        clinic=house.clinic,
        therapist=therapist,
        supervisor=supervisor,
        set_by=owner.user,
        since=since,
    )
    mine = [(note.signed_at, note) for note in notes if note.author_id == therapist.pk and note.signed_at]
    later = sorted(((at, note) for at, note in mine if at > since), key=lambda pair: pair[0])
    waiting = [note for _at, note in later if note.appointment_id not in story][-1:]
    for at, note in later:
        if note in waiting:
            note.status = SoapNote.Status.AWAITING
        else:
            note.cosigned_by, note.cosigned_at = supervisor, at + READ_AFTER
        note.content_hash = digest(note)
