"""What every walk needs: its clock, the demonstration's records by key, the papers it writes, the lines it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from greendesk.desks.models import Account
from greendesk.kit import papers
from greendesk.kit.errors import DomainError
from greendesk.visits.sheets import files_of

from ..loading import loaded

INDEX = "papers.txt"
SOURCE = "Invented for the demonstration"
Step = Callable[["Walk"], str]


class NotManaged(Exception):
    """A step that could not be taken; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one step did, or why it did not."""

    programme: str
    step: str
    says: str
    managed: bool

    def __str__(self) -> str:
        return f"{self.programme} {self.step}: {'' if self.managed else 'not managed: '}{self.says}"


@dataclass(slots=True)
class Paper:
    """A file that this run wrote: path below the folder, and how many bytes."""

    path: str
    size: int


@dataclass
class Walk:
    """One walk through one programme. `at` is the moment of the walk; later steps are dated to their own day."""

    programme: str
    out: Path
    at: datetime
    papers: list[Paper] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.at.date()

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {}

    def rows(self, name: str) -> dict[str, Any]:
        """The demonstration's records of one file, by key, in the file's order."""
        if name not in self._rows:
            self._rows[name] = loaded(name)
        return self._rows[name]

    def row(self, name: str, key: str) -> Any:
        """One record as it stands in the database now. Raises NotManaged where it was deleted or never loaded."""
        found = self.rows(name).get(key)
        if found is None:
            raise NotManaged(f"the record {key} of {name}.json is not in the database")
        return found

    def key_of(self, name: str, row: Any) -> str:
        """The key of a row, so that a paper keeps its name when the record is renamed; its number without one."""
        return next((key for key, one in self.rows(name).items() if one.pk == row.pk), str(row.pk))

    def key_of_body(self, organisation: Any) -> str:
        """As `key_of`, for an organisation: a company's is written with the company, under the same key."""
        firms = {company.organisation_id: key for key, company in self.rows("companies").items()}
        return firms.get(organisation.pk) or self.key_of("organisations", organisation)

    def officer(self, key: str) -> Account:
        account: Account = self.row("accounts", key)
        return account

    def take(self, name: str, step: Step) -> None:
        """One step: what it says becomes a line; a refusal becomes a line too, and the walk goes on."""
        try:
            with translation.override("en"):
                line = Line(self.programme, name, step(self), True)
        except (NotManaged, DomainError) as refusal:
            line = Line(self.programme, name, str(refusal), False)
        self.lines.append(line)

    def paper(self, template: str, data: Mapping[str, Any], name: str) -> None:
        """A paper as PDF, below the programme's folder."""
        self.write(f"{name}.pdf", papers.render(template, data, pictures=files_of(data)))

    def write(self, name: str, content: bytes) -> None:
        """Write a file as a whole: a reader never meets half of it."""
        path = self.out / self.programme / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")  # one walk at a time: what a killed one left is written over
        part.write_bytes(content)
        part.replace(path)
        self.papers.append(Paper(f"{self.programme}/{name}", len(content)))

    @property
    def public_url(self) -> str:
        return str(settings.PUBLIC_URL)


def counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def listed(names: Iterable[Any]) -> str:
    return ", ".join(str(name) for name in names)
