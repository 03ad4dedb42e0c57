"""The patients of the demo clinic: those with a story of their own, and the regulars around them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from bookings.models import Patient
from bookings.models.people import search_key
from notes.demo import names
from notes.demo.dice import Dice
from notes.demo.house import House

# A domain that no mail can reach, for the one whose address was misspelt.
UNREACHABLE = "mail.invalid"


@dataclass(frozen=True, slots=True)
class Person:
    """`address` is the part before the @; none at all for those who are only reached by phone."""

    key: str
    first_name: str
    last_name: str
    sex: str
    age: int
    address: str = ""
    domain: str = "example.org"
    language: str = "en"
    guardian: str = ""


CAST = (
    Person("amara", "Amara", "Diallo", "female", 41, "amara.diallo"),
    Person("jonas", "Jonas", "Lindqvist", "male", 34, "jonas.lindqvist"),
    Person("beth", "Beth", "Winters", "female", 58, "beth.winters"),
    Person("camille", "Camille", "Lefèvre", "female", 47, "camille.lefevre"),
    Person("mateo", "Mateo", "Núñez", "male", 29, "mateo.nunez", language="es"),
    Person("noa", "נועה", "לוי", "female", 36, "noa.levi"),
    Person("layla", "ليلى", "حدّاد", "female", 52, "layla.haddad"),
    Person("donghyun", "Dong-hyun", "Park", "male", 45, "donghyun.park"),
    Person("elena", "Elena", "Petrova", "female", 39, "elena.petrova"),
    Person("misha", "Misha", "Petrov", "male", 11, guardian="elena"),
    Person("hannah", "Hannah", "Weiß", "female", 63, "hannah.and.joel.weiss"),
    Person("joel", "Joel", "Weiß", "male", 66, "hannah.and.joel.weiss"),
    Person("walter", "Walter", "Kemp", "male", 79),
    Person("theo", "Theo", "Brandt", "male", 31, "theo.brandt", domain=UNREACHABLE),
    Person("marisol", "Marisol", "Quintero", "female", 33, "marisol.quintero", language="es"),
    Person("ines", "Inês", "d’Ávila", "other", 27, "ines.davila"),
)
SEXES = {"f": "female", "m": "male", "x": ""}


def admit_cast(house: House, dice: Dice) -> dict[str, Patient]:
    """Those with a story, saved, by key."""
    phones = count(1)
    known: dict[str, Patient] = {}
    for person in CAST:
        patient = _patient(house, person, next(phones), dice)
        patient.guardian = known.get(person.guardian)
        patient.save(force_insert=True)
        known[person.key] = patient
    return known


def admit_regulars(house: House, each: int, dice: Dice) -> dict[int, list[Patient]]:
    """So many regulars of each therapist, saved, by the therapist's key."""
    phones, found = count(100), {}
    people = _people(dice)
    for therapist in house.therapists.values():
        found[therapist.pk] = [_patient(house, next(people), next(phones), dice) for _ in range(each)]
        found[therapist.pk][-1].muted_kinds = ["reminder"]
    everyone = [patient for patients in found.values() for patient in patients]
    Patient.objects.bulk_create(everyone, batch_size=1000)
    return found


def _people(dice: Dice) -> Iterator[Person]:
    """Invented persons without end. Names come back after a while, addresses do not."""
    for first, last, address, sex in names.FROM_RIGHT_TO_LEFT:
        yield Person(address, first, last, SEXES[sex], dice.randint(19, 80), address)
    for number in count(1):
        first, _colon, sex = dice.choice(names.FIRST).partition(":")
        last = dice.choice(names.LAST).replace("_", " ")
        plain = "".join(c for c in search_key(f"{first}.{last}") if c.isascii() and (c.isalpha() or c == "."))
        yield Person(plain, first, last, SEXES[sex], dice.randint(19, 80), f"{plain}{number}")


def _patient(house: House, person: Person, number: int, dice: Dice) -> Patient:
    birthday = date(house.today.year - person.age, 1, 1) - timedelta(days=dice.randint(1, 364))
    patient = Patient(
        clinic=house.clinic,
        first_name=person.first_name,
        last_name=person.last_name,
        email=f"{person.address}@{person.domain}" if person.address else "",
        phone="" if person.guardian else f"+1 555 {1000000 + number * 7919 % 8999999}",
        birth_date=birthday,
        sex=person.sex,
        language=person.language,
        public_id=dice.public_id(),
        created_at=_known_since(house, dice),
    )
    patient.set_search_columns()
    return patient


def _known_since(house: House, dice: Dice) -> datetime:
    return house.at(house.today - timedelta(days=dice.randint(70, 900)), dice.randint(9 * 60, 18 * 60))
