"""Card numbers and codes: how somebody without an account comes back. Only a hash of the code is kept."""

from __future__ import annotations

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I and O, which are misread
CODE_LENGTH = 6
MAX_TRIES = 10


def new_number() -> str:
    """GD-7K3F-92: short enough to say on the telephone."""
    return f"GD-{_drawn(4)}-{secrets.randbelow(100):02d}"


def new_code() -> str:
    return _drawn(CODE_LENGTH)


def _drawn(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def tidy_number(typed: str) -> str:
    """As it is kept, whatever case, blanks or dashes it was typed with: gd7k3f92 is GD-7K3F-92."""
    bare = "".join(c for c in typed.upper() if c.isascii() and c.isalnum()).removeprefix("GD")
    return f"GD-{bare[:4]}-{bare[4:]}"


def tidy_code(typed: str) -> str:
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())


def hash_of(number: str, code: str) -> str:
    return salted_hmac("greendesk.card", f"{number}:{tidy_code(code)}", algorithm="sha256").hexdigest()


def fits(number: str, code: str, kept_hash: str) -> bool:
    return bool(kept_hash) and constant_time_compare(hash_of(number, code), kept_hash)
