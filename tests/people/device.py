"""A device that makes passkeys and answers with them, in software: what a browser would send."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


@dataclass
class Device:
    """One passkey. What it says can be bent: `origin`, `host`, `count`, `handle`, `flags`."""

    origin: str = "http://testserver"
    host: str = "testserver"
    count: int = 0
    handle: bytes = b""
    flags: int = FLAG.UP | FLAG.UV
    id: bytes = field(default_factory=lambda: sha256(b"one").digest())
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, question: Any) -> str:
        asked = question["creation_options"]["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        told = AuthenticatorData.create(self._host, self.flags | FLAG.AT, self.count, made)
        client = self._client(CollectedClientData.TYPE.CREATE, asked["challenge"])
        return self._sent(clientDataJSON=client, attestationObject=AttestationObject.create("none", told, {}))

    def answer(self, question: Any) -> str:
        asked = question["request_options"]["publicKey"]
        told = AuthenticatorData.create(self._host, self.flags, self.count)
        client = self._client(CollectedClientData.TYPE.GET, asked["challenge"])
        signature = self.key.sign(told + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._sent(
            clientDataJSON=client, authenticatorData=told, signature=signature, userHandle=self.handle
        )

    @property
    def _host(self) -> bytes:
        return sha256(self.host.encode()).digest()

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _sent(self, **response: bytes) -> str:
        coded = {name: websafe_encode(value) for name, value in response.items()}
        own = websafe_encode(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": coded})
