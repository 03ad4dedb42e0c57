"""Which number to call where: the clinic's own setting or, while it is empty, the usual one of its country.

Numbers as the national authorities publish them (k); 112 works in the European Union and on mobile phones elsewhere.
"""

from collections.abc import Mapping

from bookings.models import Clinic

EVERYWHERE = "112"
BY_COUNTRY: Mapping[str, str] = {
    "US": "911",
    "CA": "911",
    "MX": "911",
    "GB": "999",
    "IE": "112",
    "AU": "000",
    "NZ": "111",
    "IN": "112",
    "ZA": "10177",
    "CH": "144",
    "JP": "119",
    "SG": "995",
    "BR": "192",
}
# What the column held for every clinic before it could be left empty.
_AMERICAN = "911"


def number_of(clinic: Clinic) -> str:
    """The emergency number to print."""
    usual = BY_COUNTRY.get(clinic.country.upper(), EVERYWHERE)
    own = clinic.emergency_number.strip()
    return usual if own in ("", _AMERICAN) else own
