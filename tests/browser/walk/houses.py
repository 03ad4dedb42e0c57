"""The clinics to walk through: the demo with all that goes on in it, one set up this morning, and one not set up yet."""

from email.message import EmailMessage
from email.utils import format_datetime
from mailbox import Maildir
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bookings import presence
from bookings.models import Clinic, Patient, Therapist, User
from bookings.notifications.wishes import key_for
from notes.demo import PASSWORD
from tests.browser.walk.names import names_of_demo, names_of_house
from tests.browser.walk.stops import House
from tests.demo.loading import NOW, load_clinic
from tests.factories import make_patient, make_user
from tests.staff_sign_in.conftest import give_app

WIZARD = (
    ("place", {"name": "Hill House", "slug": "hill", "country": "US", "time_zone": "America/New_York", "currency": "USD",
               "address": "1 Hill Road", "phone": "+1 555 0100", "rooms": "1"}),
    ("hours", {"first_name": "Ida", "last_name": "Voss", "is_user": "on", "weekdays": list("01234"),
               "start": "09:00", "end": "17:00", "break_from": "", "break_to": ""}),
    ("services", {"therapeutic_wanted": "on", "therapeutic_name": "Therapeutic massage",
                  "therapeutic_minutes": "60", "therapeutic_price": "90", "therapeutic_pause": "15"}),
)  # fmt: skip


def demo_house(mailbox: Path) -> House:
    """Everything there is, on a Wednesday at eleven. The patient is Amara, the therapist Maya."""
    clinic = load_clinic(now=NOW)
    owner, desk, maya, tomas = (
        User.objects.get(email=f"{name}@{clinic.slug}.example.org")
        for name in ("owner", "reception", "maya", "tomas")
    )
    patient = Patient.objects.get(clinic=clinic, first_name="Amara", last_name="Diallo")
    patient.user, patient.feed_token = patient.user or make_user(), "a-calendar-of-their-own"
    patient.save()
    people = {"owner": owner, "reception": desk, "therapist": maya, "patient": patient.user}
    sessions = {actor: _session_of(user) for actor, user in people.items()}
    sessions |= {
        "secured": _session_of(_secured(tomas)),
        "halfway": _key_of(_signing_in(tomas)),
        "locked": _locked(maya),
    }
    names = names_of_demo(clinic, Therapist.objects.get(clinic=clinic, user=maya), patient, NOW)
    passkey = Authenticator.objects.get(user=tomas, type=Authenticator.Type.WEBAUTHN)
    return House({**names, "mail": _letter(mailbox), "staff_passkey": passkey.pk}, sessions)


def _secured(user: User) -> User:
    """With a phone's code, recovery codes and a passkey."""
    give_app(user)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Tablet in room 2", "credential": {}}
    )
    return user


def _letter(mailbox: Path) -> str:
    """The key of a mail in the demo's inbox."""
    letter = EmailMessage()
    letter["From"], letter["To"] = (
        "Riverside Massage <hello@riverside.example.org>",
        "amara.diallo@example.org",
    )
    letter["Subject"], letter["Date"] = "Your visit on Tuesday, June 15", format_datetime(NOW)
    letter.set_content("Dear Amara,\n\nsee you on Tuesday at ten.\n\nRiverside Massage")
    letter.add_alternative("<p>Dear Amara,</p><p>see you on Tuesday at ten.</p>", subtype="html")
    return Maildir(mailbox, create=True).add(letter)


def new_house() -> House:
    """A clinic that has nothing but its owner, who has not begun with the wizard."""
    return House({}, {"owner": _session_of(_founded("fresh"))})


def empty_house() -> House:
    """A clinic a minute after the wizard: it can be booked, nobody has. One patient signed in and never came."""
    owner = _founded("hill")
    client = Client()
    client.force_login(owner)
    for page, typed in WIZARD:
        client.post(reverse(f"dashboard:setup_{page}"), typed)
    clinic = Clinic.objects.get(slug="hill")
    therapist = Therapist.objects.get(clinic=clinic)
    names = names_of_house(clinic, therapist, NOW.date())
    visitor = make_patient(clinic, user=make_user(), first_name="Nora", last_name="Quist")
    names |= {"patient": visitor.public_id, "wishes": key_for(visitor.public_id)}
    staff = _session_of(owner)
    return House(names, {"owner": staff, "therapist": staff, "patient": _session_of(visitor.user)})


def _founded(slug: str) -> User:
    owner = f"owner@{slug}.example.org"
    call_command(
        "create_clinic", slug=slug, name="My clinic", time_zone="America/New_York", owner_email=owner,
        password=PASSWORD,
    )  # fmt: skip
    return User.objects.get(email=owner)


def _session_of(user: User) -> str:
    """Of somebody who has just signed in; of the staff, who has just shown who they are."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if user.memberships.exists():
        session = client.session
        presence.prove(session, NOW)
        session["account_authentication_methods"] = [{"method": "password", "at": NOW.timestamp()}]
        session.save()
    return _key_of(client)


def _signing_in(user: User) -> Client:
    """The password is typed; whoever has a second factor is asked for it next."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def _locked(user: User) -> str:
    client = _signing_in(user)
    client.post("/accounts/lock/")
    return _key_of(client)


def _key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value
