"""What somebody reads before they sign, and what is kept of a signature on the screen.

Each text has a version; its fingerprint is of every word as it stood on the page, in its language. The page sends the
fingerprint back, so that nobody signs a text that has changed under their hands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.errors import DomainError
from bookings.models import Clinic
from notes.models import Consent, ConsentWording
from notes.wording import gettext_noop

# Strokes are points "x,y" in a field of 600 by 200, with spaces between; strokes are parted by semicolons.
WIDTH, HEIGHT = 600, 200
STROKES = re.compile(r"\d{1,3},\d{1,3}( \d{1,3},\d{1,3})*(;\d{1,3},\d{1,3}( \d{1,3},\d{1,3})*)*")
LONGEST_STROKES, FEWEST_POINTS = 40_000, 8

STOP = gettext_noop("I can say stop, softer or no at any moment, without giving a reason.")
TAKE_BACK = gettext_noop(
    "This counts for a year. I can take it back at any time, on this page or by a word to the clinic; what was done "
    "until then stays on record."
)
# Raise the version whenever a word of the text is changed.
TEXTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    Consent.Kind.TREATMENT: (
        "treatment-1",
        gettext_noop("Consent to treatment"),
        (
            gettext_noop(
                "I agree to be treated with massage and related hands-on methods at %(clinic)s. Before each visit my "
                "therapist tells me what is planned and why, and asks how I am."
            ),
            STOP,
            gettext_noop(
                "Some soreness afterwards is possible, and a bruise now and then. I tell my therapist at once if "
                "something hurts or feels wrong. Nobody has promised me a result."
            ),
            gettext_noop(
                "Massage does not take the place of a physician. I answer the safety check truthfully, and say so when "
                "something about my health has changed."
            ),
            TAKE_BACK,
        ),
    ),
    Consent.Kind.SENSITIVE: (
        "sensitive-1",
        gettext_noop("Consent to treatment of sensitive areas"),
        (
            gettext_noop(
                "I agree that chest, breastbone, lower belly, groin, buttocks or tailbone may be treated at %(clinic)s: "
                "only for a reason that my therapist has explained to me, and only after asking me again on the day."
            ),
            gettext_noop("I stay covered, except where I am being treated. I may bring somebody along."),
            STOP,
            gettext_noop("If I say no, the rest of my treatment goes on as planned."),
            TAKE_BACK,
        ),
    ),
}


class TextChanged(DomainError):
    """The text is not the one that was on the page."""

    code = "text_changed"
    message = gettext_lazy(
        "The text has changed since you opened this page. Please read it once more, then sign."
    )


class BadSignature(DomainError):
    """No name, or strokes that no page of ours could send."""

    code = "bad_signature"
    message = gettext_lazy(
        "Please write your name: it is your signature. A drawing is welcome, but not needed."
    )
    field = "name"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """As it is read: title and paragraphs in one language; `sha256` is of all of it."""

    kind: str
    version: str
    language: str
    title: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(
        cls, kind: str, version: str, language: str, title: str, body: str, clinic_name: str
    ) -> "ConsentText":
        """From words with `{clinic}`; paragraphs have an empty line between them."""
        said = [one.replace("{clinic}", clinic_name) for one in (title, *body.split("\n\n"))]
        return cls(kind, version, language, said[0], tuple(said[1:]))

    @property
    def whole(self) -> str:
        return "\n\n".join((self.title, *self.paragraphs))

    @property
    def sha256(self) -> str:
        return sha256(self.whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Signature:
    """`read` is the fingerprint of what stood on the page; `strokes` may be empty."""

    name: str
    read: str
    strokes: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows later that and how it was signed; `lines` are the strokes as SVG points."""

    name: str
    is_drawn: bool
    version: str
    language: str
    sha256: str
    paragraphs: tuple[str, ...]
    lines: tuple[str, ...]
    is_whole: bool


def text_of(kind: str, clinic: Clinic, *, name: str = "") -> ConsentText:
    """In the language that is spoken now: the clinic's own words, or ours. One query.

    `name` is put where the clinic's would stand.
    """
    language, name = translation.get_language() or "en", name or clinic.name
    own = ConsentWording.objects.filter(clinic=clinic, kind=kind).first()
    if own is None or language not in own.texts:
        return built_in(kind, name)
    said = own.texts[language]
    return ConsentText.of(kind, own_version(kind, own.number), language, said["title"], said["body"], name)


def built_in(kind: str, clinic_name: str) -> ConsentText:
    """Our own words, in the language that is spoken now."""
    version, title, paragraphs = TEXTS[kind]
    words = tuple(_(one) % {"clinic": clinic_name} for one in paragraphs)
    return ConsentText(kind, version, translation.get_language() or "en", _(title), words)


def own_version(kind: str, number: int) -> str:
    """What a signature names a clinic's own version by."""
    return f"{kind}-own-{number}"


def evidence_fields(text: ConsentText, signature: Signature) -> dict[str, str]:
    """By the names of the consent's fields. Raises TextChanged, BadSignature."""
    if signature.read != text.sha256:
        raise TextChanged
    name = " ".join(signature.name.split())
    if sum(sign.isalpha() for sign in name) < 2:
        raise BadSignature
    return {
        "text": text.whole,
        "text_version": text.version,
        "text_language": text.language,
        "text_sha256": text.sha256,
        "signed_name": name,
        "strokes": _strokes(signature.strokes),
    }


def evidence_of(consent: Consent) -> Evidence | None:
    """None for what was not signed on the screen. `is_whole`: the text still has the fingerprint that was signed."""
    if consent.method != Consent.Method.SIGNED:
        return None
    return Evidence(
        name=consent.signed_name,
        is_drawn=bool(consent.strokes),
        version=consent.text_version,
        language=consent.text_language,
        sha256=consent.text_sha256,
        paragraphs=tuple(consent.text.split("\n\n")),
        lines=tuple(filter(None, consent.strokes.split(";"))),
        is_whole=sha256(consent.text.encode()).hexdigest() == consent.text_sha256,
    )


def _strokes(sent: str) -> str:
    """Empty for a slip of the finger. Raises BadSignature for what is no drawing."""
    if not sent:
        return ""
    if len(sent) > LONGEST_STROKES or not STROKES.fullmatch(sent):
        raise BadSignature
    points = [point.split(",") for point in sent.replace(";", " ").split()]
    if any(int(x) > WIDTH or int(y) > HEIGHT for x, y in points):
        raise BadSignature
    return sent if len(points) >= FEWEST_POINTS else ""
