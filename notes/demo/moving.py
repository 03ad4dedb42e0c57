"""A file that the owner of the demo clinic has handed in from where they were before, looked through and not brought in."""

from datetime import datetime, timedelta
from json import dumps

from bookings.models import Import, ImportProblem, LongWork, User
from notes.demo.dice import Dice
from notes.demo.house import House

HEADER = ("id", "first_name", "last_name", "email", "mobile_number", "phone_number", "notes", "id_roles")
# Two are new, Amara is here, and two rows want a hand.
ROWS = (
    ("301", "Ines", "Caldwell", "ines.caldwell@example.org", "", "+1 212 555 0171", "", "3"),
    ("302", "Amara", "Diallo", "amara.diallo@example.org", "", "", "prefers the quiet room", "3"),
    ("303", "Wen", "", "wen@example.org", "+1 212 555 0172", "", "", "3"),
    ("304", "Rafael", "Ortega", "rafael.ortega@example.org", "+1 212 555 0173", "", "", "3"),
    ("305", "Lena", "Marsh", "lena.marsh at example.org", "", "+1 212 555 0174", "", "3"),
)
FOUND = {"new": 2, "here": 1, "refused": 2}
PROBLEMS = ((4, "last_name", "no_last_name"), (6, "email", "bad_email"))


def write_moving(house: House, *, now: datetime, dice: Dice) -> None:
    """As the worker left it an hour ago; it goes by itself within a day."""
    owner = User.objects.filter(memberships__clinic=house.clinic, memberships__role="owner").order_by("pk")[0]
    at = now - timedelta(hours=1)
    looked = LongWork.objects.create(
        clinic=house.clinic, public_id=dice.public_id(), user=owner, kind=LongWork.Kind.IMPORT_CHECK,
        state=LongWork.State.DONE, done=len(ROWS), total=len(ROWS), finished_at=at, created_at=at,
    )  # fmt: skip
    brought = Import.objects.create(
        clinic=house.clinic, public_id=dice.public_id(), user=owner, source=Import.Source.EASYAPPOINTMENTS,
        what=Import.What.PATIENTS, rows=len(ROWS), content=content(), options={"order": "iso"}, checking=looked,
        keep_until=at + timedelta(days=1), created_at=at,
        summary={
            "header": list(HEADER), "left": ["notes"], "asks_order": False, "names": {}, "found": FOUND,
            "columns": {"first_name": "first_name", "last_name": "last_name", "email": "email"},
        },
    )  # fmt: skip
    ImportProblem.objects.bulk_create(
        ImportProblem(of=brought, row=row, column=column, code=code, cells=dumps(ROWS[row - 2]))
        for row, column, code in PROBLEMS
    )


def content() -> bytes:
    return "\n".join(",".join(row) for row in (HEADER, *ROWS)).encode()
