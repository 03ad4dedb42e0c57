"""Papers become PDF: real text, tagged, with title, language and date. What was typed reaches typst as data only."""

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from notes.documents.parts import Paper, for_the_press

SOURCE = Path(__file__).parent / "typst" / "paper.typ"
STANDARD = "ua-1"
# Nothing that can be seen; some programs put them into what is pasted.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def press(paper: Paper) -> bytes:
    """The PDF of a paper, of the standard PDF/UA-1.

    That standard refuses signs for which there is no font: then the same pages are made without its seal, tagged
    all the same.
    """
    try:
        return _set(paper, STANDARD)
    except typst.TypstError:
        return _set(paper, None)


def _set(paper: Paper, standard: Any) -> bytes:
    given = json.dumps(for_the_press(paper), default=str, ensure_ascii=False)
    made = typst.compile(
        SOURCE,
        format="pdf",
        sys_inputs={"paper": _CONTROL.sub("", given)},
        pdf_standards=standard or [],
        timestamp=datetime.combine(paper.made_on, time(12), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("one document was expected")
    return made
