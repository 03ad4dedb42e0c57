"""Who is on record already: a row that is somebody's here is recognised, and changes nothing about them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F

from bookings.appointments.patient import is_same_phone
from bookings.imports.rows import PersonRow, VisitRow
from bookings.models import Clinic, ImportedRow, Patient
from bookings.models.people import search_key


@dataclass(frozen=True, slots=True)
class Candidate:
    """`key` is the patient's primary key, of the record that is kept if two were merged; below 0: a row of the file."""

    key: int
    email: str
    phone: str
    birth_date: date | None


@dataclass(slots=True)
class Known:
    """What one clinic knows: by the other system's ids and by name. Loaded batch by batch, and told of what is new."""

    clinic: Clinic
    source: str
    by_id: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, dict[int, Candidate]] = field(default_factory=dict)
    read: dict[str, list[Candidate]] = field(default_factory=dict)

    def load(self, ids: Iterable[str], names: Iterable[str]) -> None:
        """Two queries."""
        rows = ImportedRow.objects.filter(
            clinic=self.clinic, source=self.source, patient__isnull=False, external_id__in=set(ids) - {""}
        )
        for external_id, key, kept in rows.values_list("external_id", "patient", "patient__merged_into"):
            self.by_id[external_id] = kept or key
        people = Patient.objects.filter(clinic=self.clinic, search_name__in=set(names), emptied_at=None)
        for name, key, kept, email, phone, born in people.values_list(
            "search_name", "pk", F("merged_into"), "email", "phone", "birth_date"
        ):
            self.by_name.setdefault(name, {})[key] = Candidate(kept or key, email, phone, born)

    def add(self, row: PersonRow) -> None:
        """Somebody of the file, for the rows below."""
        self.by_id[row.external_id] = -row.number
        candidate = Candidate(-row.number, row.email, row.phone, row.birth_date)
        self.read.setdefault(name_key(row.first_name, row.last_name), []).append(candidate)

    def find(self, row: PersonRow) -> int | None:
        """The primary key of whom the row is about, minus the number of a row above; None if nobody."""
        if row.external_id in self.by_id:
            return self.by_id[row.external_id]
        for one in self._named(name_key(row.first_name, row.last_name)):
            if _is_same(row, one):
                return one.key
        return None

    def whose(self, row: VisitRow) -> set[int]:
        """Everybody whom a visit may be about: one by the other system's id, else by name, and e-mail or phone if given."""
        if row.patient_id in self.by_id:
            return {self.by_id[row.patient_id]}
        found = {one for name in names_of(row) for one in self._named(name)}
        if row.email or row.phone:
            reached = {one for one in found if _is_reached(row.email, row.phone, one)}
            found = reached or {one for one in found if not (one.email or one.phone)}
        return {one.key for one in found}

    def _named(self, name: str) -> list[Candidate]:
        return [*self.by_name.get(name, {}).values(), *self.read.get(name, [])]


def name_key(first: str, last: str) -> str:
    """As `Patient.search_name` has it."""
    return search_key(f"{last} {first}")


def names_of(row: VisitRow) -> set[str]:
    """A name in one text may begin with either: each way to part it."""
    first, last = row.names
    words = search_key(f"{first} {last}").split()
    parted = {" ".join([*words[cut:], *words[:cut]]) for cut in range(len(words))}
    return parted | {name_key(first, last)} if words else set()


def _is_same(row: PersonRow, one: Candidate) -> bool:
    if row.birth_date and one.birth_date and row.birth_date != one.birth_date:
        return False
    same_birth = row.birth_date is not None and row.birth_date == one.birth_date
    return same_birth or _is_reached(row.email, row.phone, one)


def _is_reached(email: str, phone: str, one: Candidate) -> bool:
    same_email = bool(email) and email.casefold() == one.email.casefold()
    return same_email or is_same_phone(phone, one.phone)
