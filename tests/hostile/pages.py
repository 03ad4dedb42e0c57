"""What a page offers: its forms with everything in them, its links; and whether something broke out of its place."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.hostile.corpus import DONE, MARK

ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "poster", "data", "xlink:href"}
TEXTS = {"text", "textarea", "email", "tel", "search", "url", "password", "hidden", "color"}


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class Form:
    """`action` is a path with its query; `presses` are the buttons that say something: (name, value)."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    presses: list[tuple[str, str]] = field(default_factory=list)

    def filled(self) -> dict[str, list[str]]:
        """As a browser would send it untouched, with something where nothing is chosen."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.kind == "file" or not one.name:
                continue
            if one.value or one.kind in TEXTS:
                sent.setdefault(one.name, []).append(one.value)
            elif one.choices:
                sent.setdefault(one.name, [one.choices[0]])
        return sent

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(one.name for one in self.fields if one.name))


class Page(HTMLParser):
    """`broken` says what broke out of its place; empty for a page that is whole."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.broken: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[str], list[str]] | None = None
        self._text: list[str] | None = None
        self._named = ""
        self._in_script = False
        if DONE in text:
            self.broken.append("a template was run")
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag.startswith(MARK) or MARK in have or any(MARK in name for name in have):
            self.broken.append(f"<{tag} {' '.join(have)}>")
        for name, value in have.items():
            bare = "".join(value.split()).lower()
            if name in ADDRESSES and bare.startswith(("javascript:", "data:text", "vbscript:")):
                self.broken.append(f"{name}={value[:40]}")
            if name.startswith("on"):
                self.broken.append(f"{name}={value[:40]}")
        # What scripts read as data is escaped as such, and runs nowhere.
        self._in_script = tag == "script" and have.get("type") != "application/json"
        if have.get("href") and tag == "a":
            self._link(have["href"])
        if have.get("hx-get"):
            self._link(have["hx-get"])
        if have.get("hx-post") and tag != "form":
            self.forms.append(Form(self._whole(have["hx-post"]), "post"))
        self._control(tag, have)

    def _control(self, tag: str, have: dict[str, str]) -> None:
        if tag == "form":
            method = "post" if have.get("method", "").lower() == "post" or "hx-post" in have else "get"
            action = have.get("action") or have.get("hx-post") or self.path
            self._form = Form(self._whole(action), method)
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._input(have)
        elif tag == "select":
            self._select = (have.get("name", ""), [], [])
        elif tag == "option" and self._select:
            self._select[1].append(have.get("value", ""))
            if "selected" in have:
                self._select[2].append(have.get("value", ""))
        elif tag == "textarea":
            self._text, self._named = [], have.get("name", "")
        elif tag == "button" and have.get("name"):
            self._form.presses.append((have["name"], have.get("value", "")))
            if have.get("formaction"):
                self.forms.append(Form(self._whole(have["formaction"]), "post", self._form.fields))

    def _input(self, have: dict[str, str]) -> None:
        assert self._form is not None
        kind, value = have.get("type", "text"), have.get("value", "")
        if kind in ("checkbox", "radio"):
            chosen = value or "on"
            is_on = "checked" in have
            self._form.fields.append(Field(have.get("name", ""), kind, chosen if is_on else "", (chosen,)))
        elif kind in ("submit", "image"):
            self._form.presses.append((have.get("name", ""), value))
        else:
            self._form.fields.append(Field(have.get("name", ""), kind, value))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)
        if self._in_script and MARK in data:
            self.broken.append("a script of ours says it")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False
        if self._form is None:
            return
        if tag == "textarea" and self._text is not None:
            self._form.fields.append(Field(self._named, "textarea", "".join(self._text).lstrip("\n")))
            self._text = None
        elif tag == "select" and self._select:
            name, choices, chosen = self._select
            real = tuple(one for one in choices if one)
            value = chosen[0] if chosen else ""
            self._form.fields.append(Field(name, "select", value, real))
            self._select = None
        elif tag == "form":
            self._form = None

    def _link(self, address: str) -> None:
        whole = self._whole(address)
        if whole:
            self.links.append(whole)

    def _whole(self, address: str) -> str:
        """A path of ours with its query; empty for what leads elsewhere."""
        try:
            parts = urlsplit(urljoin(f"http://testserver{self.path}", address))
        except ValueError:
            self.broken.append(f"no address: {address[:40]}")
            return ""
        if parts.netloc != "testserver" or not parts.path.startswith("/"):
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")
