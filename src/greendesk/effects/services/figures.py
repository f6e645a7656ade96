"""Indicators with their definitions, and what was observed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.editing import hold, must_edit_at, write
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.kit.facts import PartialDate, Quantity
from greendesk.kit.texts import Texts

from .. import errors
from ..models import Indicator, Observation

COLUMNS = ("name", "definition", "unit", "is_own_effect", "target", "themes", "source", "source_url", "sharing")


@transaction.atomic
def define_indicator(
    *,
    desk: Desk,
    name: Texts,
    definition: Texts,
    unit: str,
    by: Account | None,
    is_own_effect: bool = False,
    target: Quantity | str | None = "",
    themes: Iterable[Theme] = (),
    sharing: int = Level.SUMMARY,
    source: str = "",
    is_invented: bool = False,
) -> Indicator:
    """Say what is counted before anything is. Raises NeedsName, NeedsDefinition, NotYours."""
    must_edit_at(desk, by)
    _check(name, definition)
    indicator = Indicator.objects.create(
        desk=desk, name=name, definition=definition, unit=unit.strip(), is_own_effect=is_own_effect, target=target or "",
        sharing=sharing, source=source, is_invented=is_invented,
    )  # fmt: skip
    indicator.themes.set(themes)
    logbook.record("indicator.defined", by=by, on=indicator)
    return indicator


@transaction.atomic
def change_indicator(indicator: Indicator, *, by: Account, revision: int, **facts: Any) -> Indicator:
    """Write changed columns. Observations keep the vintage they were made with. Raises ChangedMeanwhile, NotYours."""
    row = hold(indicator, by, revision=revision)
    _check(facts.get("name", row.name), facts.get("definition", row.definition))
    row = write(row, facts, COLUMNS)
    logbook.record("indicator.changed", by=by, on=row, fields=sorted(facts))
    return row


def _check(name: Texts, definition: Texts) -> None:
    if not str(name).strip():
        raise errors.NeedsName(field="name")
    if not str(definition).strip():
        raise errors.NeedsDefinition(field="definition")


@transaction.atomic
def observe(
    indicator: Indicator,
    *,
    period: PartialDate | str | None,
    source: str,
    by: Account | None,
    value: Quantity | str | None = None,
    statement: Texts | None = None,
    place: Place | None = None,
    vintage: str = "",
    is_break: bool = False,
    trap: Texts | None = None,
    source_url: str = "",
) -> Observation:
    """Write down one value, or a statement whose scope is unclear: the sentence is kept and nothing computed from it.

    `vintage` is the definition used, `is_break` says that the scope changed at this value.
    Raises NeedsSource, ValueOrStatement, NotYours.
    """
    row = hold(indicator, by)
    if not source.strip():
        raise errors.NeedsSource(field="source")
    if bool(value) == bool(statement):
        raise errors.ValueOrStatement(field="value")
    observation = Observation(
        indicator=row, period=period or "", source=source.strip(), value=value or "", statement=statement or Texts(),
        place=place, vintage=vintage.strip(), is_break=is_break, trap=trap or Texts(), source_url=source_url,
    )  # fmt: skip
    observation.save()
    logbook.record("indicator.observed", by=by, on=row, observation=observation.pk, is_break=is_break)
    return observation
