"""Whether a file that somebody sent may come into a record: judged by its content, never by its name or its word.

PDF, PNG and JPEG only. Pictures are drawn anew, so that nothing but what can be seen is kept: no place where the
photograph was taken, no second file hidden behind the first. A PDF is kept as it is if its first page can be drawn.
The drawing is done by a process of its own (notes.documents.redraw).
"""

import hashlib
import struct
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from notes.models import Document

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2000
LONGEST_TITLE = 120
SECONDS = 30
REDRAW = Path(__file__).with_name("redraw.py")
PDF, PNG, JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
PDF_END = 2048
# Frames of a JPEG that say how large it is; the other C-numbers are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class BadFile(DomainError):
    """This file does not come into the record; `field` is where the form shows it."""

    code = "bad_file"
    message = _("Please send a PDF or a picture (JPEG or PNG).")
    field = "file"


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be kept."""

    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_file(content: bytes) -> Checked:
    """What is kept of a file. Raises BadFile: too large, of another kind, or not to be opened."""
    if len(content) > MOST_BYTES:
        raise BadFile(_("This file is too large. Ten megabytes are the most."))
    if content.startswith(PDF):
        if b"%%EOF" not in content[-PDF_END:]:
            raise BadFile(_("This file is damaged. Please save or scan it once more."))
        _draw(content, "pdf", 300)
        return Checked(content, Document.MediaType.PDF)
    if content.startswith((PNG, JPEG)):
        suffix = "png" if content.startswith(PNG) else "jpg"
        width, height = png_size(content) if suffix == "png" else jpeg_size(content)
        if not 0 < width * height <= MOST_PIXELS:
            raise BadFile(_("This picture is too large. Please send a smaller one."))
        scale = min(1.0, LONGEST_SIDE / max(width, height))
        return Checked(_draw(content, suffix, max(1, round(width * scale))), Document.MediaType.PNG)
    raise BadFile


def clean_title(name: str) -> str:
    """A file's name as something to read: no path, no ending, no signs that hide or turn what follows."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in bare)
    stem, dot, ending = shown.rpartition(".")
    shown = stem if dot and stem and len(ending) <= 4 else shown
    return " ".join(shown.split())[:LONGEST_TITLE]


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, from its head; (0, 0) if there is none."""
    if len(content) < 24 or content[12:16] != b"IHDR":
        return 0, 0
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height of a JPEG, from its frame; (0, 0) if there is none."""
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            return 0, 0
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return 0, 0


def _draw(content: bytes, suffix: str, width: int) -> bytes:
    try:
        drawn = subprocess.run(
            [sys.executable, "-I", str(REDRAW), suffix, str(width)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise BadFile(_("This file could not be opened. Please save or scan it once more.")) from error
    return drawn.stdout
