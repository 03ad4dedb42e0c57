"""Letters as forms: what letters of one shape have in common is rendered and compiled once, then each is filled in.

A shape is a letter in a language with the words taken out: which words there are, how many lines and dates, which
conditions hold. No word of a letter is kept, only the form around it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import count
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from mjml import mjml2html

# Said by no template; words are out of the way when it is looked for.
BLANK = re.compile("⟦([0-9]+)⟧")
MOST_FORMS = 500
# A line of a mail has 998 bytes at most (RFC 5322, 2.1.1), and inside a tag it may end without changing anything.
BEGUN_TAG = re.compile(r"<(table|td|div|p|a) ")

Form = list[str | int]
_forms: dict[Any, tuple[Form, Form]] = {}


def in_form(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Plain text and HTML of the letter `emails/NAME`; in the HTML all words are escaped."""
    leaves = list(_leaves(context))
    shape = (name, translation.get_language(), *map(_outline, leaves))
    # Taken out once: another thread may clear them at any moment.
    form = _forms.get(shape)
    if form is None:
        form = _made(name, _blank(context, count()))
        if len(_forms) >= MOST_FORMS:
            _forms.clear()
        _forms[shape] = form
    text, html = form
    words = [line for leaf in leaves if isinstance(leaf, str) for line in leaf.split("\n")]
    return _filled(text, words).strip() + "\n", _filled(html, [escape(word) for word in words])


def compiled(mjml: str) -> str:
    """As HTML. No fonts: MJML would have them fetched from elsewhere, by everyone who opens the mail."""
    html: str = mjml2html(mjml, disable_comments=False, fonts={})
    return BEGUN_TAG.sub(r"<\1\n", html)


def _made(name: str, blank: Mapping[str, Any]) -> tuple[Form, Form]:
    text = render_to_string(f"emails/{name}.txt", blank)
    html = compiled(render_to_string(f"emails/{name}.mjml", blank))
    return _form(text), _form(html)


def _form(around: str) -> Form:
    return [int(piece) if at % 2 else piece for at, piece in enumerate(BLANK.split(around))]


def _filled(form: Form, words: Sequence[str]) -> str:
    return "".join([piece if isinstance(piece, str) else words[piece] for piece in form])


def _leaves(value: Any) -> Iterator[Any]:
    """Words, numbers and conditions, in order; of a list its length before them."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        yield len(value)
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _outline(leaf: Any) -> Any:
    """Of words only which lines there are: the lines themselves belong to the form, what stands in them does not."""
    return tuple(map(bool, leaf.split("\n"))) if isinstance(leaf, str) else leaf


def _blank(value: Any, number: Iterator[int]) -> Any:
    """The same with a mark for each line of words, numbered as `_leaves` tells them."""
    if isinstance(value, Mapping):
        return {name: _blank(inner, number) for name, inner in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(
            **{field.name: _blank(getattr(value, field.name), number) for field in fields(value)}
        )
    if isinstance(value, list | tuple):
        return [_blank(inner, number) for inner in value]
    if isinstance(value, str):
        return "\n".join(_mark(line, next(number)) for line in value.split("\n"))
    return value


def _mark(line: str, number: int) -> str:
    return f"⟦{number}⟧" if line else ""
