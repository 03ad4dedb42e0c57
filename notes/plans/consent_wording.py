"""A clinic's own words of a consent: versions that are kept, the latest of which patients read and sign.

Until there is one, patients read ours. A new version is asked for again; who has signed an earlier one is bound by what
they signed, which their consent holds word for word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, User
from bookings.transactions import action
from notes.models import Consent, ConsentWording
from notes.plans.signed_consent import ConsentText, built_in, own_version, text_of

LONGEST_TITLE, LONGEST_BODY, FEWEST_LETTERS = 120, 6000, 40
BRACES = re.compile(r"[{}]")


class BadWording(DomainError):
    """`details["errors"]` maps (language, part) to a sentence."""

    code = "bad_wording"
    message = _("Some of the words need another look.")


class SameWording(DomainError):
    code = "same_wording"
    message = _("Nothing has changed: patients read these words already.")


@dataclass(frozen=True, slots=True)
class Words:
    """One language: a title, and paragraphs with empty lines between; `{clinic}` stands for the clinic's name."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: str
    written_at: datetime
    written_by: str
    signatures: int
    texts: tuple[tuple[str, Words], ...]


def languages() -> tuple[str, ...]:
    return tuple(dict(settings.LANGUAGES))


def words_now(clinic: Clinic, kind: str) -> dict[str, Words]:
    """What patients read now, in every language, with `{clinic}` as it is written. One query a language."""
    return {one: _words_in(one, clinic, kind) for one in languages()}


def built_in_words(kind: str) -> dict[str, Words]:
    found = {}
    for language in languages():
        with translation.override(language):
            ours = built_in(kind, "{clinic}")
        found[language] = Words(ours.title, "\n\n".join(ours.paragraphs))
    return found


def shown(words: Words, kind: str, language: str, clinic: Clinic) -> ConsentText:
    """As it will be read."""
    return ConsentText.of(kind, "", language, words.title, words.body, clinic.name)


def versions_of(clinic: Clinic, kind: str) -> list[VersionLine]:
    """The clinic's own, the latest first, with how many have signed each. Two queries."""
    rows = ConsentWording.objects.filter(clinic=clinic, kind=kind).select_related("written_by")
    signed = Consent.objects.filter(Q(clinic=clinic, kind=kind, method=Consent.Method.SIGNED))
    counted = dict(signed.order_by().values_list("text_version").annotate(number=Count("pk")))
    return [
        VersionLine(
            version=own_version(kind, row.number),
            written_at=row.written_at,
            written_by=str(row.written_by),
            signatures=counted.get(own_version(kind, row.number), 0),
            texts=tuple((one, Words(**said)) for one, said in row.texts.items()),
        )
        for row in rows
    ]


@action
def keep_wording(
    *, clinic: Clinic, kind: str, given: Mapping[str, Words], user: User, now: datetime
) -> ConsentWording:
    """A new version, in every language at once. Raises BadWording, SameWording."""
    Clinic.objects.select_for_update(of=("self",), no_key=True).get(pk=clinic.pk)
    given = {one: Words(" ".join(words.title.split()), _tidy(words.body)) for one, words in given.items()}
    if errors := dict(_errors(given)):
        raise BadWording(errors=errors)
    if given == words_now(clinic, kind):
        raise SameWording
    last = ConsentWording.objects.filter(clinic=clinic, kind=kind).first()
    kept = ConsentWording.objects.create(
        clinic=clinic,
        kind=kind,
        number=last.number + 1 if last else 1,
        texts={one: {"title": words.title, "body": words.body} for one, words in given.items()},
        written_by=user,
        written_at=now,
    )
    record_access(
        clinic=clinic, user=user, patient=None, action="consent_text_saved", object_kind="consent_wording",
        object_id=kept.public_id, now=now,
    )  # fmt: skip
    return kept


def _words_in(language: str, clinic: Clinic, kind: str) -> Words:
    with translation.override(language):
        now = text_of(kind, clinic, name="{clinic}")
    return Words(now.title, "\n\n".join(now.paragraphs))


def _tidy(body: str) -> str:
    paragraphs = (" ".join(one.split()) for one in re.split(r"\n\s*\n", body.replace("\r\n", "\n")))
    return "\n\n".join(filter(None, paragraphs))


def _errors(given: Mapping[str, Words]) -> list[tuple[tuple[str, str], str]]:
    found = []
    for language in languages():
        words = given.get(language, Words("", ""))
        if not words.title or len(words.title) > LONGEST_TITLE:
            found.append(((language, "title"), str(_("A title, of 120 characters at most."))))
        if not FEWEST_LETTERS <= len(words.body) <= LONGEST_BODY:
            found.append(((language, "body"), str(_("The whole text, between 40 and 6000 characters."))))
        if BRACES.search(f"{words.title}{words.body}".replace("{clinic}", "")):
            found.append(
                ((language, "body"), str(_("Braces are only for {clinic}, the name of the clinic.")))
            )
    return found
