"""Typed access to parsed JSON. Every refusal is one sentence: file, field and what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadInput(ValueError):
    """One sentence for a person: which file, which field, what is wrong."""


def load(path: str) -> Field:
    """Read a JSON file. Raises BadInput when it is missing, not UTF-8, or not JSON."""
    try:
        return Field(path, "", json.loads(Path(path).read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is not UTF-8 text (byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}: line {error.lineno} is not valid JSON ({error.msg}).") from error


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a file together with its address in it."""

    file: str
    path: str
    value: Any

    def wrong(self, what: str) -> BadInput:
        return BadInput(f"{self.file}: {self.path or 'the file'} {what}.")

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def __getitem__(self, key: str) -> Field:
        if not isinstance(self.value, dict):
            raise self.wrong("must be an object")
        if key not in self.value:
            raise self.wrong(f"lacks the field “{key}”")
        return Field(self.file, f"{self.path}.{key}" if self.path else key, self.value[key])

    def items(self) -> Iterator[Field]:
        if not isinstance(self.value, list):
            raise self.wrong("must be a list")
        for n, value in enumerate(self.value):
            yield Field(self.file, f"{self.path}[{n}]", value)

    def entries(self) -> Iterator[tuple[str, Field]]:
        if not isinstance(self.value, dict):
            raise self.wrong("must be an object")
        for key, value in self.value.items():
            yield str(key), Field(self.file, f"{self.path}.{key}", value)

    def text(self) -> str:
        """Ids may be written as numbers; they become text."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int) or self.value == "":
            raise self.wrong("must be a text")
        return str(self.value)

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def number(self, low: float = -math.inf, high: float = math.inf) -> float:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.wrong("must be a number")
        if not low <= value <= high:
            raise self.wrong(f"is {value:g} and must be between {low:g} and {high:g}")
        return float(value)

    def whole(self, low: int = -(10**9), high: int = 10**9) -> int:
        value = self.number(low, high)
        if value != int(value):
            raise self.wrong(f"is {value:g} and must be a whole number")
        return int(value)

    def wholes(self, count: int, low: int = 0, high: int = 10**6) -> tuple[int, ...]:
        found = tuple(item.whole(low, high) for item in self.items())
        if len(found) != count:
            raise self.wrong(f"must hold {count} numbers, not {len(found)}")
        return found

    def position(self) -> tuple[float, float]:
        pair = tuple(self.items())
        if len(pair) != 2:
            raise self.wrong("must be [latitude, longitude]")
        return pair[0].number(-90, 90), pair[1].number(-180, 180)


def once(fields: Sequence[Field], name: Callable[[Field], str]) -> None:
    """Refuse a list in which two entries carry the same id."""
    seen: set[str] = set()
    for field in fields:
        if name(field) in seen:
            raise field.wrong(f"repeats the id “{name(field)}”")
        seen.add(name(field))
