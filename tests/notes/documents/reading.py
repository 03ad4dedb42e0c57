"""The text of a PDF as a reader's copy-and-paste would give it, for files that typst made: no more of PDF than that."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\n(.*)\nendstream", re.DOTALL)
TOKEN = re.compile(rb"/(f\d+) [\d.]+ Tf|(/Alt|/ActualText)?(\()|(ET\b)")
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def objects_of(pdf: bytes) -> dict[int, bytes]:
    return {int(number): body for number, body in OBJECT.findall(pdf)}


def text_of(pdf: bytes) -> str:
    """All pages, one line for each piece of text."""
    objects = objects_of(pdf)
    words = []
    for body in objects.values():
        if b"/Type/Page/" in body:
            words.append(_page_text(body, objects))
    return "\n".join(words)


def _page_text(page: bytes, objects: dict[int, bytes]) -> str:
    resources = objects[_reference(page, b"Resources")]
    fonts = _fonts(resources, objects)
    shown = _shown(_stream(objects[_reference(page, b"Contents")]), fonts)
    for number in re.findall(rb"/x\d+ (\d+) 0 R", resources):
        form = objects[int(number)]
        if b"/Subtype/Form" in form:
            inner = re.search(rb"/Resources (\d+) 0 R", form)
            more = _fonts(objects[int(inner[1])], objects) if inner else {}
            shown += "\n" + _shown(_stream(form), more)
    return shown


def _fonts(resources: bytes, objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    named = re.search(rb"/Font<<(.*?)>>", resources, re.DOTALL)
    pairs = re.findall(rb"/(f\d+) (\d+) 0 R", named[1]) if named else []
    return {name: _letters(objects[_reference(objects[int(at)], b"ToUnicode")]) for name, at in pairs}


def _letters(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", _stream(cmap))
    return {int(code, 16): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in pairs}


def _shown(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    text, letters, at = "", {}, 0
    while found := TOKEN.search(content, at):
        at = found.end()
        if found[1]:
            letters = fonts.get(found[1], {})
        elif found[4]:
            text += "\n"
        else:
            end = _closing(content, at)
            codes = ESCAPED.sub(_unescaped, content[at:end])
            text += _said(codes) if found[2] else _spelled(codes, letters)
            at = end + 1
    return text


def _said(words: bytes) -> str:
    """What stands for a picture."""
    is_wide = words.startswith(b"\xfe\xff")
    return "\n" + (words[2:].decode("utf-16-be") if is_wide else words.decode("latin-1")) + "\n"


def _spelled(codes: bytes, letters: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(letters.get(high * 256 + low, "�") for high, low in pairs)


def _closing(content: bytes, at: int) -> int:
    """Where the string that begins here ends: parentheses in it are escaped, or come in pairs."""
    depth = 1
    while depth:
        sign = content[at : at + 1]
        depth += (sign == b"(") - (sign == b")")
        at += 2 if sign == b"\\" else 1
    return at - 1


def _unescaped(found: "re.Match[bytes]") -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else LETTERS.get(sign, sign)


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, (name, body[:200])
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in body.split(b"stream\n")[0] else found[1]
