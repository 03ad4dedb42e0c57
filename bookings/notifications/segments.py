"""Text that fits one SMS segment: 160 signs of the GSM alphabet (3GPP TS 23.038). Pure.

With a single sign from outside it, the whole text would be sent in UCS-2: 70 signs a segment.
"""

import unicodedata

LONGEST = 160
BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = set("^{}\\[~]|€")  # each takes an escape sign besides
LOOKS_LIKE = str.maketrans("‘’“”„–—−…\u00a0\u202f\u2009", '\'\'"""---.   ')


def plain(text: str) -> str:
    """`text` in the GSM alphabet: accents that it lacks are left off, and so are signs that it has nothing like."""
    return "".join(_sign(sign) for sign in text.translate(LOOKS_LIKE))


def length(text: str) -> int:
    """How many of the 160 places a text of the GSM alphabet takes."""
    return len(text) + sum(sign in DOUBLE for sign in text)


def shortened(text: str, places: int) -> str:
    """`text`, cut after a whole sign so that it takes at most `places`."""
    while length(text) > places:
        text = text[:-1]
    return text.rstrip()


def _sign(sign: str) -> str:
    if sign in BASIC or sign in DOUBLE:
        return sign
    bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
    return bare if bare and all(c in BASIC for c in bare) else ""
