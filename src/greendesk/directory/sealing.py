"""Travel papers at rest: encrypted and authenticated with a key derived from the installation's secret.

Only the standard library: HMAC-SHA-256 as a pseudo-random function in counter mode, then a tag over nonce and
ciphertext with a second key (encrypt-then-MAC). See docs/decisions/sealing.md.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from .errors import CannotUnseal

NONCE, TAG, BLOCK = 16, 32, 32
VERSION = b"\x01"


def _key(purpose: str, secret: str) -> bytes:
    return salted_hmac(f"greendesk.sealing.{purpose}", "", secret=secret, algorithm="sha256").digest()


def _stream(key: bytes, nonce: bytes, length: int) -> bytes:
    blocks = (length + BLOCK - 1) // BLOCK
    parts = (hmac.new(key, nonce + number.to_bytes(8, "big"), hashlib.sha256).digest() for number in range(blocks))
    return b"".join(parts)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def seal(facts: dict[str, Any]) -> bytes:
    """Facts as bytes that only this installation reads; the same facts never give the same bytes twice."""
    plain = json.dumps(facts, ensure_ascii=False).encode()
    nonce = secrets.token_bytes(NONCE)
    cipher = _xor(plain, _stream(_key("cipher", settings.SECRET_KEY), nonce, len(plain)))
    body = VERSION + nonce + cipher
    return body + hmac.new(_key("tag", settings.SECRET_KEY), body, hashlib.sha256).digest()


def unseal(sealed: bytes) -> dict[str, Any]:
    """The facts. Raises CannotUnseal if a byte has changed or no known key fits; old keys: SECRET_KEY_FALLBACKS."""
    body, tag = bytes(sealed[:-TAG]), bytes(sealed[-TAG:])
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        right = hmac.new(_key("tag", secret), body, hashlib.sha256).digest()
        if body[:1] == VERSION and hmac.compare_digest(right, tag):
            nonce, cipher = body[1 : 1 + NONCE], body[1 + NONCE :]
            facts: dict[str, Any] = json.loads(_xor(cipher, _stream(_key("cipher", secret), nonce, len(cipher))))
            return facts
    raise CannotUnseal
