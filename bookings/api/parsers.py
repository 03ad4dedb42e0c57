"""JSON and nothing else: bounded, strict, and free of what a database or a mail cannot hold."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import BaseParser

DEEPEST = 32


class PayloadTooLarge(APIException):
    status_code = 413
    default_code = "payload_too_large"


class StrictJSONParser(BaseParser):
    """An object, bounded in size and depth, without NUL, lone surrogates, NaN or twin names."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise PayloadTooLarge(_("The request is too large."))
        try:
            body = json.loads(
                raw.decode("utf-8"),
                parse_constant=_refuse_constant,
                parse_float=_finite,
                object_pairs_hook=_without_twins,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not valid JSON.")) from error
        if not isinstance(body, dict):
            raise ParseError(_("The body must be a JSON object."))
        _check(body, (), DEEPEST)
        return body


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values of one name: which one counts would be anybody's guess."""
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise ValueError("a name stands twice")
    return unique


def _check(value: Any, path: tuple[str, ...], deeper: int) -> None:
    if deeper == 0:
        raise ParseError(_("The body is nested too deeply."))
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name, path)
            _check(inner, (*path, name), deeper - 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check(inner, (*path, str(index)), deeper - 1)


def _check_text(text: str, path: tuple[str, ...]) -> None:
    if "\0" in text or not _is_encodable(text):
        detail = ErrorDetail(_("This text holds characters that cannot be stored."), code="invalid_text")
        raise ValidationError({".".join(path): [detail]})


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
