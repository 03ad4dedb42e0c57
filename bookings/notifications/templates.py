"""What a clinic says in its own words: kept per letter and language, judged before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.models import Clinic, MessageTemplate, Notification, Service, User
from bookings.notifications.letters import LETTERS, PLAIN
from bookings.notifications.texts import FIELDS, Objection, Texts, objections, searchable, tidy
from bookings.transactions import action

PLACEHOLDERS = ("first_name", "day", "time", "place", "clinic", "phone")
# Letters about no visit know nothing of one.
OF_NO_VISIT = ("first_name", "clinic", "phone")
BETWEEN_VISITS = (
    Notification.Kind.SELF_CARE_CHECK_IN,
    Notification.Kind.REVIEW_DUE,
    Notification.Kind.SIGN_IN,
    Notification.Kind.PASSKEY_ADDED,
)
# How long a time is kept, which whoever is offered it must read.
OFFER_ENDS, OFFER_ENDS_ON = "until", "until_day"

# Said in no message, whatever a clinic calls its services.
CLINICAL = (
    "massage", "masaje", "therapy", "terapia", "treatment", "tratamiento", "diagnosis", "diagnóstico",
    "trigger point", "trigger points", "punto gatillo", "puntos gatillo", "deep tissue", "tejido profundo",
    "pain", "dolor", "dolores", "injury", "lesión", "symptom", "symptoms", "síntoma", "síntomas", "migraine", "migraña",
)  # fmt: skip

SENTENCES: dict[str, Any] = {
    "too_long": _("This is too long: at most %(what)s characters."),
    "too_many_lines": _("These are too many lines: at most %(what)s."),
    "control": _("This holds invisible signs or a line break, which a message cannot carry."),
    "markup": _("Plain text only: no HTML, no code."),
    "unknown": _("%(what)s is not a placeholder here. These are: %(allowed)s."),
    "braces": _("Braces are only for placeholders: %(allowed)s."),
    "missing": _("Please say until when the time is kept: %(what)s."),
    "link": _("No address or link here: the letter has its own button and links."),
    "scheme": _("A link can only begin with https:// or http://."),
    "clinical": _(
        "“%(what)s” would tell what the visit is for. A message may be read by others: leave it out."
    ),
}


class BadTexts(DomainError):
    """`details["sentences"]`: for each field at fault, what is wrong with it."""

    code = "bad_text"


class UnknownLetter(DomainError):
    code = "unknown_letter"
    message = _("There is no such message.")


def languages() -> tuple[str, ...]:
    return tuple(dict(settings.LANGUAGES))


def placeholders_of(letter: str) -> tuple[str, ...]:
    if letter in BETWEEN_VISITS:
        return OF_NO_VISIT
    if letter == Notification.Kind.SERIES_OFFER:
        return (*PLACEHOLDERS, OFFER_ENDS_ON, OFFER_ENDS)
    return (*PLACEHOLDERS, OFFER_ENDS) if letter == Notification.Kind.WAITLIST_OFFER else PLACEHOLDERS


def built_in(letter: str) -> Texts:
    """Our own words in the active language, with placeholders."""
    return _built_in(letter, translation.get_language())


@lru_cache
def _built_in(letter: str, language: str | None) -> Texts:
    wording = LETTERS.get(letter) or PLAIN[letter]
    shown = {name: f"{{{name}}}" for name in placeholders_of(letter)}
    return Texts(**{name: str(getattr(wording, name)) % shown for name in FIELDS})


def texts_of(clinic: Clinic, letter: str) -> Texts:
    """What the clinic says in the active language: its own words over ours. One query, or none if they were prefetched."""
    language = translation.get_language()
    found = (row for row in clinic.message_templates.all() if (row.kind, row.language) == (letter, language))
    row = next(found, None)
    return with_own(letter, {name: getattr(row, name) for name in FIELDS} if row else {})


def with_own(letter: str, own: Mapping[str, str]) -> Texts:
    return built_in(letter).instead(**own)


def own_words(clinic: Clinic, letter: str, language: str, given: Mapping[str, str]) -> dict[str, str]:
    """The texts of `given` as they are kept: what is the built-in one is empty. Raises BadTexts, UnknownLetter."""
    if letter not in LETTERS or language not in languages():
        raise UnknownLetter
    with translation.override(language):
        ours = asdict(built_in(letter))
    own = {name: tidy(given.get(name) or "") for name in FIELDS}
    own = {name: "" if text == ours[name] else text for name, text in own.items()}
    unsaid = [
        word for word in unsaid_words(clinic) if searchable(word) not in searchable(" ".join(ours.values()))
    ]
    needed = [OFFER_ENDS] if OFFER_ENDS in placeholders_of(letter) else []
    if found := objections(own, allowed=placeholders_of(letter), needed=needed, words=unsaid):
        sentences = _sentences(found, placeholders_of(letter))
        field, first = next(iter(sentences.items()))
        raise BadTexts(first[0], field=field, sentences=sentences)
    return own


def unsaid_words(clinic: Clinic) -> list[str]:
    """The clinic's services and what kinds they are, in every language, and clinical words of any clinic. One query."""
    services = list(Service.objects.filter(clinic=clinic).values_list("name", "modality"))
    kinds = {modality for _name, modality in services}
    labels = []
    for language in languages():
        with translation.override(language):
            labels += [str(one.label) for one in Service.Modality if one.value in kinds]
    return [*(name for name, _modality in services), *labels, *CLINICAL]


@action
def save_template(
    *, clinic: Clinic, letter: str, language: str, given: Mapping[str, str], user: User, now: datetime
) -> MessageTemplate | None:
    """Keep what differs from the built-in words; None if nothing does. Raises BadTexts, UnknownLetter."""
    own = own_words(clinic, letter, language, given)
    if not any(own.values()):
        _forget(clinic, letter, language, user, now)
        return None
    row, _is_new = MessageTemplate.objects.update_or_create(
        clinic=clinic,
        kind=letter,
        language=language,
        defaults={**own, "changed_by": user, "changed_at": now},
    )
    write_down(row, "message_text_saved", user, now)
    return row


@action
def reset_template(*, clinic: Clinic, letter: str, language: str, user: User, now: datetime) -> None:
    """Back to the built-in words. Twice changes nothing."""
    _forget(clinic, letter, language, user, now)


@action
def set_alias(*, clinic: Clinic, alias: str, user: User, now: datetime) -> None:
    """What the clinic is called in messages; empty: its name. Raises BadTexts."""
    alias = tidy(alias)
    if found := objections({"heading": alias}, allowed=(), needed=(), words=unsaid_words(clinic)):
        raise BadTexts(_sentences(found, ())["heading"][0], field="alias")
    clinic.policy.message_alias = alias
    clinic.policy.save(update_fields=["message_alias"])
    note_change(clinic, "message_alias_set", "policy", "", user=user, now=now)


def write_down(row: MessageTemplate, told: str, user: User, now: datetime) -> None:
    """Who changed which words."""
    note_change(row.clinic, told, "message_template", row.public_id, user=user, now=now)


def _forget(clinic: Clinic, letter: str, language: str, user: User, now: datetime) -> None:
    for row in MessageTemplate.objects.filter(clinic=clinic, kind=letter, language=language):
        write_down(row, "message_text_reset", user, now)
        row.delete()


def _sentences(found: Sequence[Objection], allowed: tuple[str, ...]) -> dict[str, list[str]]:
    named = ", ".join(f"{{{name}}}" for name in allowed)
    told: dict[str, list[str]] = {}
    for one in found:
        told.setdefault(one.field, []).append(str(SENTENCES[one.code]) % {"what": one.what, "allowed": named})
    return told
