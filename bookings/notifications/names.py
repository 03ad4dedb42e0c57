"""What people and clinics are called in a message, made safe for a header and a greeting."""

import re
import unicodedata
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings

from bookings.models import Clinic

# Anyone may type a name into the portal; one that would become a link in somebody's mail is not repeated.
LINK_LIKE = re.compile(r"[/@<>\\]|\w\.\w{2}")
INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def one_line(text: str) -> str:
    """`text` on one line, without control or direction signs (joiners, which some scripts need, are kept)."""
    if not text.isprintable():
        text = "".join(
            c if c in "\u200c\u200d" or unicodedata.category(c) not in INVISIBLE else " " for c in text
        )
    return " ".join(text.split())


def greeted(first_name: str) -> str:
    """A first name fit for a greeting, or nothing."""
    name = one_line(first_name)
    return "" if LINK_LIKE.search(name) else name


def alias_of(clinic: Clinic) -> str:
    """What the clinic calls itself in messages: a neutral alias if it has one."""
    return one_line(clinic.policy.message_alias) or one_line(clinic.name)


def sender_address() -> str:
    return _address_in(settings.DEFAULT_FROM_EMAIL)


@lru_cache
def _address_in(named: str) -> str:
    return parseaddr(named)[1]
