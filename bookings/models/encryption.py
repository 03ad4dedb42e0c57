"""Columns of text and of files that only holders of FIELD_KEYS can read.

A stored value is: version byte, length of the key id, key id, 12-byte nonce, AES-256-GCM ciphertext. Key id
and column name are bound in as associated data, so that a value moved to another column cannot be read.
"""

import base64
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

VERSION = b"\x01"


@lru_cache(maxsize=8)
def _secrets(keys: str) -> dict[str, bytes]:
    """FIELD_KEYS is "id:base64,id:base64", newest first."""
    secrets: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in keys.split(","))):
        name, _, secret = entry.partition(":")
        secrets[name] = base64.b64decode(secret)
        if len(secrets[name]) != 32 or not 0 < len(name) < 256:
            raise ImproperlyConfigured("FIELD_KEYS: each entry is a short id, a colon and 32 bytes in base64")
    if not secrets:
        raise ImproperlyConfigured("FIELD_KEYS is not set: clinical text can be neither written nor read")
    return secrets


@lru_cache(maxsize=8)
def _ring(keys: str) -> dict[bytes, AESGCM]:
    """The first encrypts, all decrypt."""
    return {name.encode(): AESGCM(secret) for name, secret in _secrets(keys).items()}


def sealing_key(purpose: str, name: str = "") -> tuple[str, bytes]:
    """A key for keyed hashes of one purpose, from the newest field key or the named one. Raises KeyError if it is gone."""
    secrets = _secrets(settings.FIELD_KEYS)
    chosen = name or next(iter(secrets))
    return chosen, hmac.digest(secrets[chosen], purpose.encode(), "sha256")


def encrypt_bytes(content: bytes, *, aad: str) -> bytes:
    """`content` sealed with the newest key and bound to `aad`."""
    name, cipher = next(iter(_ring(settings.FIELD_KEYS).items()))
    head = VERSION + bytes([len(name)]) + name
    nonce = os.urandom(12)
    return head + nonce + cipher.encrypt(nonce, content, head + aad.encode())


def decrypt_bytes(blob: bytes, *, aad: str) -> bytes:
    """The content of `blob`. Raises InvalidTag if it was altered or moved, KeyError if its key is gone."""
    end = 2 + blob[1]
    head, nonce, sealed = blob[:end], blob[end : end + 12], blob[end + 12 :]
    return _ring(settings.FIELD_KEYS)[head[2:]].decrypt(nonce, sealed, head + aad.encode())


def encrypt(text: str, *, aad: str) -> bytes:
    """`text` sealed with the newest key and bound to `aad`."""
    return encrypt_bytes(text.encode(), aad=aad)


def decrypt(blob: bytes, *, aad: str) -> str:
    """The text of `blob`. Raises what decrypt_bytes does."""
    return decrypt_bytes(blob, aad=aad).decode()


class _Sealed(models.Field):
    """A column that is ciphertext, bound to `aad`, a constant of its own: "soapnote.subjective"."""

    def __init__(self, *args: Any, aad: str, **kwargs: Any) -> None:
        self.aad = aad
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "aad": self.aad}


class EncryptedTextField(_Sealed, models.TextField):
    """Text that is ciphertext in the database."""

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return None if value is None else encrypt(str(value), aad=self.aad)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(bytes(value), aad=self.aad)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError("an encrypted column can only be asked whether it is empty")
        return super().get_lookup(lookup_name)


class EncryptedFileField(_Sealed, models.BinaryField):
    """A whole file that is ciphertext in the database."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = None if value is None else encrypt_bytes(bytes(value), aad=self.aad)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else decrypt_bytes(bytes(value), aad=self.aad)
