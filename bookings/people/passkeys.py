"""Patients' passkeys: added by somebody who has just signed in by mail, and a way in from then on.

The ceremony is that of WebAuthn, by the library that knows it; what is kept and who is let in is decided here. A
question is good once, for five minutes, and at the address where it was asked: the door keeps it and forgets it before
it is answered.
"""

import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, Passkey, Patient, User
from bookings.notifications.sign_in import plan_passkey_added
from bookings.people.accounts import are_closed_to_mail
from bookings.transactions import action

GOOD_FOR = timedelta(minutes=5)
MOST = 10
# What the library raises over an answer that no device gave.
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RuntimeError, struct.error)  # fmt: skip


class PasskeyRefused(DomainError):
    """Unknown, too late, used before, from elsewhere, of somebody with no record: all read the same."""

    code = "passkey_refused"
    message = _("This passkey does not open these pages. A link by mail does.")


class PasskeyNotKept(DomainError):
    code = "passkey_not_kept"
    message = _("That did not work, or took too long. Please try again.")


class EnoughPasskeys(DomainError):
    code = "enough_passkeys"
    message = _("Ten passkeys are the most. Please remove one that you do not use any more.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages stand: a passkey is bound to the `host`, an answer to the whole `origin`."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the device is asked; `state` is kept on our side until `until` (a timestamp) and compared with the answer."""

    options: Mapping[str, Any]
    state: Mapping[str, Any]
    until: float

    def kept(self) -> dict[str, Any]:
        return {"state": dict(self.state), "until": self.until}


def works_here(user: User) -> bool:
    """Or was shut."""
    return are_closed_to_mail(User.objects.filter(pk=user.pk))


def ask_to_add(*, user: User, called: str, place: Place, now: datetime) -> Question:
    """`called` is what the device shows beside the address when it asks which account. Raises EnoughPasskeys."""
    known = list(Passkey.objects.filter(user=user))
    if len(known) >= MOST:
        raise EnoughPasskeys
    handle = bytes(known[0].handle) if known else secrets.token_bytes(32)
    options, state = _server(place).register_begin(
        PublicKeyCredentialUserEntity(name=user.email, id=handle, display_name=called),
        credentials=[AttestedCredentialData(bytes(one.credential)) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Question(dict(options), {**state, "handle": handle.hex()}, (now + GOOD_FOR).timestamp())


def ask_who(*, place: Place, now: datetime) -> Question:
    """Names nobody: the device shows which accounts it knows."""
    options, state = _server(place).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return Question(dict(options), state, (now + GOOD_FOR).timestamp())


@action
def add_passkey(
    *, user: User, name: str, asked: Mapping[str, Any], answer: Any, place: Place, now: datetime
) -> Passkey:  # fmt: skip
    """Keep what the device made, and say so by mail. Raises PasskeyNotKept, EnoughPasskeys."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if works_here(user) or not patient_of(user):
        raise PasskeyNotKept
    if Passkey.objects.filter(user=user).count() >= MOST:
        raise EnoughPasskeys
    try:
        made = _server(place).register_complete(_state(asked, now), answer)
        told = AttestedCredentialData(bytes(made.credential_data or b""))
        credential_id = told.credential_id
        is_known_kind = told.public_key[3] in CoseKey.supported_algorithms()
    except UNREADABLE as problem:
        raise PasskeyNotKept from problem
    is_taken = Passkey.objects.filter(credential_id=credential_id).exists()
    if is_taken or not is_known_kind or len(credential_id) > Passkey.LONGEST_ID:
        raise PasskeyNotKept
    kept = Passkey.objects.create(
        user=user,
        name=name,
        handle=bytes.fromhex(asked["state"]["handle"]),
        credential_id=credential_id,
        credential=bytes(told),
        sign_count=made.counter,
    )
    _write_down(user, "added", kept, now)
    for clinic in Clinic.objects.filter(patients__user=user).distinct():
        told_of = Patient.objects.kept().filter(user=user, clinic=clinic).order_by("pk").first()
        if told_of:
            plan_passkey_added(kept, told_of, now)
    return kept


@action
def remove_passkey(*, user: User, public_id: str, now: datetime) -> bool:
    """It opens nothing from now on. False if there is no such passkey of theirs."""
    kept = Passkey.objects.filter(user=user, public_id=public_id).first()
    if kept is None:
        return False
    _write_down(user, "removed", kept, now)
    kept.delete()
    return True


@action
def enter_by_passkey(
    *, asked: Mapping[str, Any], answer: Any, place: Place, clinic: Clinic, now: datetime
) -> tuple[User, Patient]:
    """Who is signed in, and as which patient first: one of `clinic`, where there is one. Raises PasskeyRefused.

    A counter that has not grown since the last time means a copied key: it opens nothing.
    """
    try:
        state = _state(asked, now)
        told = AuthenticationResponse.from_dict(answer)
        rows = Passkey.objects.select_for_update(of=("self",)).select_related("user")
        kept = rows.filter(credential_id=told.raw_id, handle=told.response.user_handle or b"").first()
        if kept is None:
            raise PasskeyRefused
        _server(place).authenticate_complete(state, [AttestedCredentialData(bytes(kept.credential))], told)
        count = told.response.authenticator_data.counter
    except UNREADABLE as problem:
        raise PasskeyRefused from problem
    patient = patient_of(kept.user, clinic)
    is_copied = (count or kept.sign_count) and count <= kept.sign_count
    if is_copied or patient is None or works_here(kept.user):
        raise PasskeyRefused
    kept.sign_count, kept.last_used_at = count, now
    kept.save(update_fields=["sign_count", "last_used_at"])
    _write_down(kept.user, "signed_in", kept, now)
    return kept.user, patient


def patient_of(user: User, clinic: Clinic | None = None) -> Patient | None:
    """The record that somebody's account is tied to, one of `clinic` first."""
    own = list(Patient.objects.kept().filter(user=user).select_related("clinic", "guardian").order_by("pk"))
    return next((one for one in own if clinic and one.clinic_id == clinic.pk), own[0] if own else None)


def drop_passkeys_of(user_id: int | None) -> None:
    """Part of the caller's transaction: a record is not theirs any more, so nothing made for it opens another's."""
    if user_id is not None:
        Passkey.objects.filter(user_id=user_id).delete()


def _state(asked: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    if now.timestamp() >= asked["until"]:
        raise ValueError("the question is too old")
    state: Mapping[str, Any] = asked["state"]
    return state


def _server(place: Place) -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(name="Tend", id=place.host),
        verify_origin=lambda origin: origin == place.origin,
    )


def _write_down(user: User, verb: str, passkey: Passkey, now: datetime) -> None:
    """A line in the log of every record that the account opens as its own."""
    for patient in Patient.objects.kept().filter(user=user).select_related("clinic"):
        record_access(
            clinic=patient.clinic, user=user, patient=patient, action=verb, object_kind="passkey",
            object_id=passkey.public_id, now=now,
        )  # fmt: skip
