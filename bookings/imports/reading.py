"""Bytes of a CSV file become a header and numbered rows, whatever program wrote them. Standard library only."""

import codecs
import csv
import io
from dataclasses import dataclass

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
# A name, an address, a long remark: nothing that is longer is of use here.
LONGEST_CELL = 100_000
DELIMITERS = ",;\t|"
# Reports begin with a title and a range of dates, sometimes; the header is not far below.
HEADER_WITHIN = 12


class Unreadable(Exception):
    """This is no table; `code` says why: empty, too_large, binary, too_many_rows, too_many_columns, no_header, damaged."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Line:
    """One record. `number` is the row that a spreadsheet shows it in, the first row of the file being 1."""

    number: int
    cells: tuple[str, ...]


def read_lines(content: bytes) -> list[Line]:
    """Every record of the file that has anything in it. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    text = decode(content)
    if not text.strip():
        raise Unreadable("empty")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    lines: list[Line] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                lines.append(Line(number, tuple(clean(cell) for cell in cells)))
            if len(cells) > MOST_COLUMNS:
                raise Unreadable("too_many_columns")
            if len(lines) > MOST_ROWS:
                raise Unreadable("too_many_rows")
    except csv.Error as error:
        raise Unreadable("damaged") from error
    return lines


def decode(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else Windows-1252, of which every text is one. Raises Unreadable."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise Unreadable("binary")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The five bytes that Windows-1252 leaves out are control signs elsewhere: nothing that a name has.
        return content.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """The sign that parts the most cells of the first lines, outside quotes."""
    counts = dict.fromkeys(DELIMITERS, 0)
    is_quoted = False
    for sign in text[:20_000]:
        if sign == '"':
            is_quoted = not is_quoted
        elif not is_quoted and sign in counts:
            counts[sign] += 1
    return max(counts, key=lambda sign: counts[sign])


def clean(cell: str) -> str:
    """Without spaces around it, signs that no database keeps, and the quote by which spreadsheets are told "text"."""
    text = cell[:LONGEST_CELL].replace("\r\n", "\n")
    if not text.isprintable():
        text = "".join(sign if sign in "\n\t" or sign.isprintable() else " " for sign in text)
    bare = text.strip()
    return bare[1:].strip() if bare[:1] == "'" and bare[1:2] in ("=", "+", "-", "@") else bare
