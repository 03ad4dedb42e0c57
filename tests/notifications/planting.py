"""A word of its own in every text field that no message may repeat. The fields are found, not listed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone

from bookings.models import Clinic
from bookings.models.encryption import EncryptedTextField

# What a message is made of, or what only the machine reads: identifiers, addresses, zones, the owner's own wording.
# Everything else, in either floor, must stay out; a new field is planted without anybody adding it here.
SPOKEN_MODELS = {
    "Clinic", "Location", "User", "Membership", "MessageTemplate", "Notification", "RefusedAddress", "OutboxWatch",
    "BookingPolicy",
}  # fmt: skip
SPOKEN_FIELDS = {
    "Patient.first_name", "Patient.email", "Patient.phone", "Patient.language", "Patient.muted_kinds",
    "Appointment.time_zone", "AppointmentEvent.data", "DateOverride.intervals", "WaitlistEntry.weekdays",
}  # fmt: skip
SHORTEST = 8
CHECKS = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid > 0"


@dataclass
class Planted:
    """`words` maps each word to the field that holds it; `barren` are fields where none could be put, and why."""

    words: dict[str, str] = field(default_factory=dict)
    barren: dict[str, str] = field(default_factory=dict)

    def found_in(self, text: str) -> list[str]:
        """The fields whose word is in `text`, whatever became of its capitals and line breaks."""
        flat = "".join(text.lower().split()).replace("=", "")
        return [name for word, name in self.words.items() if word in flat]


def plant(clinic: Clinic) -> Planted:
    """Put the words into every row of every model. Triggers, checks and foreign keys look away: the rows only have to
    be read. The test's own transaction takes everything back.
    """
    planted = Planted()
    with look_away():
        for label in ("notes", "bookings"):
            for model in apps.get_app_config(label).get_models():
                if model.__name__ not in SPOKEN_MODELS:
                    _plant_in(model, clinic, planted)
    return planted


@contextmanager
def look_away() -> Iterator[None]:
    """Rows may be changed as they never could be; checks stay away until the test's transaction is taken back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(CHECKS)
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")


def text_fields(model: type[models.Model]) -> list[Any]:
    """Those that take a word: no choices, not unique, long enough, and not told to everybody."""
    return [
        one for one in model._meta.concrete_fields
        if _takes_words(one) and not one.choices and not one.unique
        and f"{model.__name__}.{one.name}" not in SPOKEN_FIELDS
    ]  # fmt: skip


def _takes_words(one: Any) -> bool:
    if isinstance(one, ArrayField):
        return _takes_words(one.base_field) and not one.base_field.choices
    if isinstance(one, models.CharField | models.TextField):
        return one.max_length is None or one.max_length >= SHORTEST
    return isinstance(one, models.JSONField)


def _plant_in(model: type[models.Model], clinic: Clinic, planted: Planted) -> None:
    rows = model._base_manager.all()
    fields = text_fields(model)
    if fields and not rows.exists() and (why := _make_row(model, clinic)):
        planted.barren[model.__name__] = why
        return
    for one in fields:
        word, name = _word(len(planted.words)), f"{model.__name__}.{one.name}"
        try:
            with transaction.atomic():
                rows.update(**{one.name: _value(one, word)})
            planted.words[word] = name
        except (IntegrityError, DataError) as error:
            planted.barren[name] = str(error.__cause__)


def _make_row(model: type[models.Model], clinic: Clinic) -> str:
    """Any row, where the demo has none; empty if that worked."""
    values = {one.attname: _any(one, clinic) for one in model._meta.concrete_fields if not one.primary_key}
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([model(**values)])
    except (IntegrityError, DataError) as error:
        return str(error.__cause__)
    return ""


def _any(one: Any, clinic: Clinic) -> Any:
    if one.is_relation:
        if one.related_model is Clinic:
            return clinic.pk
        return one.related_model._base_manager.values_list("pk", flat=True).first() or 1
    if one.has_default():
        return one.get_default()
    if one.null:
        return None
    if one.choices:
        return one.choices[0][0]
    kinds: list[tuple[type, Any]] = [
        (models.DateTimeField, timezone.now()), (models.DateField, timezone.now().date()),
        (models.BooleanField, False), (models.IntegerField, 1), (models.DecimalField, 1), (models.JSONField, {}),
        (ArrayField, []), (models.BinaryField, b"0000"),
    ]  # fmt: skip
    return next((value for kind, value in kinds if isinstance(one, kind)), "0" * min(one.max_length or 8, 8))


def _value(one: Any, word: str) -> Any:
    if isinstance(one, ArrayField):
        return [word]
    if isinstance(one, models.JSONField):
        return {"said": word}
    return (
        f'"{word}"'
        if isinstance(one, EncryptedTextField) and one.name in ("answers", "content", "facts")
        else word
    )


def _word(number: int) -> str:
    """Eight letters that mean nothing in any language and fit everywhere: qzaaaxqj, qzaabxqj, ..."""
    letters = "abcdefghijklmnop"
    return f"qz{letters[number // 256]}{letters[number // 16 % 16]}{letters[number % 16]}xqj"
