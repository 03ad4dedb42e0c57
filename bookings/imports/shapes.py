"""Which system wrote a file, and which of its columns says what. Standard library only.

Names of columns: Easy!Appointments from the tables and the REST API of its source; Cliniko from its API, whose names its
exports follow; Jane as importers of other programs read its reports. What is assumed is listed in docs/moving-in.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookings.imports.reading import HEADER_WITHIN, Line, Unreadable

# What we know of a person; each is found under these names, the best first.
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "patient id", "patient number", "patient guid", "customer id", "client id"),
    "first_name": ("first name", "given name", "forename", "legal first name", "nombre"),
    "last_name": ("last name", "surname", "family name", "apellidos", "apellido"),
    "name": ("name", "full name", "patient name", "customer name", "client name", "label"),
    "email": ("email", "e mail", "email address", "patient email", "correo", "correo electronico"),
    "phone": (
        "mobile phone", "mobile number", "mobile", "cell phone", "phone mobile", "phone", "phone number", "home phone",
        "phone home", "work phone", "telefono", "patient phone numbers",
    ),
    "birth_date": ("date of birth", "birth date", "birthdate", "birthday", "dob", "fecha de nacimiento"),
    "sex": ("sex", "gender", "sexo"),
    "language": ("language", "idioma"),
    "role": ("id roles", "role"),
}  # fmt: skip
# What we know of a visit.
VISITS: Mapping[str, tuple[str, ...]] = {
    "id": ("appointment id", "appointment guid", "booking id", "visit id", "id"),
    "patient_id": (
        "patient id", "patient number", "patient guid", "customer id", "id users customer", "client id", "patient #",
    ),
    "first_name": ("patient first name", "customer first name", "client first name", "first name"),
    "last_name": ("patient last name", "customer last name", "client last name", "last name", "surname"),
    "name": ("patient", "patient name", "customer", "customer name", "client", "client name", "paciente"),
    "email": ("patient email", "customer email", "email", "email address"),
    "phone": ("patient phone", "customer phone", "customer phone number", "mobile phone", "phone", "patient mobile"),
    "therapist": (
        "practitioner", "practitioner name", "practitioner display name", "staff member", "staff member name", "staff",
        "therapist", "provider", "provider name", "provider id", "id users provider", "terapeuta",
    ),
    "service": (
        "appointment type", "appointment type name", "treatment", "treatment name", "service", "service name",
        "service id", "id services", "servicio", "type",
    ),
    "place": ("business", "business name", "location", "location name", "clinic location", "place"),
    "starts": (
        "starts at", "start datetime", "appointment start", "start at", "start", "start date", "appointment date",
        "date", "fecha",
    ),
    "starts_time": ("start time", "appointment time", "time", "hora"),
    "ends": ("ends at", "end datetime", "appointment end", "end at", "end", "end date"),
    "ends_time": ("end time",),
    "minutes": ("minutes", "duration", "duration minutes", "length", "duration mins", "duration min"),
    "status": ("status", "state", "attendance", "appointment status", "estado"),
    "cancelled": ("cancelled at", "cancellation time", "cancelled"),
    "missed": ("did not arrive", "no show"),
    "arrived": ("patient arrived", "arrived"),
    "booked": ("book datetime", "book", "booked at", "created at", "created"),
    "blocked": ("is unavailability", "is unavailable"),
}  # fmt: skip
# Names that only one system uses.
SIGNS: Mapping[str, frozenset[str]] = {
    "easyappointments": frozenset(
        (
            "id users customer", "id users provider", "id services", "book datetime", "is unavailability", "hash",
            "custom field 1", "id roles", "zip code", "create datetime", "customer id", "provider id", "ldap dn",
        )
    ),
    "cliniko": frozenset(
        (
            "appointment type", "appointment type name", "practitioner", "practitioner display name", "did not arrive",
            "patient arrived", "old reference id", "medicare", "medicare reference number", "invoice default to",
            "invoice email", "preferred first name", "practitioner name", "business", "business name", "dva card number",
        )
    ),
    "jane": frozenset(
        (
            "patient guid", "patient number", "patient #", "staff member", "staff member name", "treatment", "treatment name",
            "preferred name", "personal health number", "purchase date", "appointment guid", "patient preferred name",
        )
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A file that was recognised: from where, of what ("patients" or "visits"), where what is, and what stays behind."""

    source: str
    what: str
    header: Line
    columns: Mapping[str, tuple[int, ...]]
    left: tuple[str, ...]

    def name_of(self, field: str) -> str:
        """The column of the file as it is called there."""
        return self.header.cells[self.columns[field][0]] if field in self.columns else ""


def recognise(lines: Sequence[Line], source: str = "") -> tuple[Shape, Sequence[Line]]:
    """The shape of the file and its rows; `source` overrides what is recognised. Raises Unreadable (no_header)."""
    found = [shape for line in lines[:HEADER_WITHIN] if (shape := _shape(line)) is not None]
    if not found:
        raise Unreadable("no_header")
    best = max(found, key=lambda shape: len(shape.columns))
    if source:
        best = Shape(source, best.what, best.header, best.columns, best.left)
    return best, [line for line in lines if line.number > best.header.number]


def plain(name: str) -> str:
    """As column names are compared: `customerFirstName`, `customer.first_name` and `Customer First Name` are one."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^\w#]+|_", " ", spaced).casefold().split())


def _shape(line: Line) -> Shape | None:
    names = [plain(cell) for cell in line.cells]
    visits, people = _columns(names, VISITS), _columns(names, PEOPLE)
    if _is_visit(visits):
        what, columns = "visits", visits
    elif ("first_name" in people and "last_name" in people) or ("name" in people and _reaches(people)):
        what, columns = "patients", people
    else:
        return None
    known = {place for places in columns.values() for place in places}
    left = tuple(cell for n, cell in enumerate(line.cells) if cell and n not in known)
    return Shape(_source(names), what, line, columns, left)


def _is_visit(columns: Mapping[str, tuple[int, ...]]) -> bool:
    has_patient = any(field in columns for field in ("patient_id", "name", "last_name", "email"))
    return "starts" in columns and has_patient and ("therapist" in columns or "service" in columns)


def _reaches(columns: Mapping[str, tuple[int, ...]]) -> bool:
    return "email" in columns or "phone" in columns


def _columns(names: Sequence[str], fields: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """For each field the columns that may hold it, the best first; a column holds one field."""
    taken: set[int] = set()
    found: dict[str, tuple[int, ...]] = {}
    for field, aliases in fields.items():
        places = [names.index(alias) for alias in aliases if alias in names]
        places = [place for place in places if place not in taken]
        places = places if field == "phone" else places[:1]
        if places:
            found[field] = tuple(places)
            taken.update(places)
    return found


def _source(names: Sequence[str]) -> str:
    score = {source: len(signs & set(names)) for source, signs in SIGNS.items()}
    best = max(score, key=lambda source: score[source])
    return best if score[best] else "tend"
