"""What a company wants, said by the company; what it fits, judged by the desk. Kept apart and dated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.editing import hold, must_edit_at
from greendesk.catalogue.models import Company
from greendesk.catalogue.rules import may_edit, may_speak_for
from greendesk.catalogue.services import invite_company
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, GuestLink, Level
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts

from .. import errors, signals
from ..letters import write_company
from ..models import Fit, Interest, ReadinessCheck

VALID_MONTHS = 12


def months_on(day: date, months: int) -> date:
    """The same day of the month, or the last one there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")


@transaction.atomic
def declare_interest(
    company: Company,
    *,
    answer: str,
    on: date,
    by: Account | None = None,
    link: GuestLink | None = None,
    themes: Iterable[Theme] = (),
    unwanted_themes: Iterable[Theme] = (),
    wanted_places: Iterable[Place] = (),
    partner_type: str = "",
    no_go: str = "",
    note: Texts | None = None,
    valid_months: int = VALID_MONTHS,
    sharing: int = Level.SUMMARY,
    source: str = "",
    is_invented: bool = False,
) -> Interest:
    """The company's own word, from this day until it is stale; earlier words stay for the record.

    An officer may enter what a company said on the telephone: `source` then says so and the logbook too.
    Raises WantedAndUnwanted, NeedsValidity.
    """
    own = may_speak_for(by, company, link)
    if not own and not (by is not None and may_edit(by, company)):
        raise NotYours
    wanted, unwanted = list(themes), list(unwanted_themes)
    for theme in wanted:
        if theme in unwanted:
            raise errors.WantedAndUnwanted(theme=theme.label(), field="unwanted_themes")
    if not 1 <= valid_months <= 36:
        raise errors.NeedsValidity(field="valid_months")
    interest = Interest.objects.create(
        desk=company.desk, company=company, answer=answer, partner_type=partner_type, no_go=no_go, note=note or Texts(),
        stated_on=on, stale_on=months_on(on, valid_months), sharing=sharing, source=source, is_invented=is_invented,
    )  # fmt: skip
    interest.themes.set(wanted)
    interest.unwanted_themes.set(unwanted)
    interest.wanted_places.set(wanted_places)
    logbook.record("interest.declared", by=by, on=interest, company=company.pk, answer=answer, on_behalf=not own)
    _announce(company)
    return interest


@transaction.atomic
def judge_fit(
    company: Company, *, theme: Theme, score: int, by: Account, desk: Desk, on: date, reason: str = ""
) -> Fit:
    """The desk's view, 0 to 3; judged again, the newer view stands. Any desk may judge what it may see."""
    must_edit_at(desk, by)
    if not Company.objects.visible_to(by, Level.SUMMARY).filter(pk=company.pk).exists():
        raise NotYours
    if score not in (0, 1, 2, 3):
        raise ValueError(f"fit is 0 to 3, not {score}")
    fit, _new = Fit.objects.update_or_create(
        desk=desk, company=company, theme=theme,
        defaults={"score": score, "reason": reason, "judged_on": on, "by": by, "sharing": Level.PRIVATE},
    )  # fmt: skip
    logbook.record("fit.judged", by=by, on=fit, company=company.pk, theme=theme.key, score=score)
    return fit


@transaction.atomic
def ask_interest(company: Company, *, by: Account, language: str = "") -> GuestLink:
    """Ask again what a company wants: a link for it, and a letter with the link in the outbox."""
    held = hold(company, by)
    language = language or held.desk.language
    link = invite_company(held, by=by, language=language)
    write_company(held, "interest", by=by, language=language, link=link)
    logbook.record("interest.asked", by=by, on=held)
    return link


@transaction.atomic
def record_readiness(
    company: Company, *, answers: dict[str, Any], on: date, by: Account, goal: Texts | None = None, version: int = 1
) -> ReadinessCheck:
    """A company's answers about its readiness; a new check beside the earlier ones."""
    if not (may_speak_for(by, company) or may_edit(by, company)):
        raise NotYours
    check = ReadinessCheck.objects.create(
        desk=company.desk, company=company, answers=answers, goal=goal or Texts(), checked_on=on, version=version,
        sharing=Level.PRIVATE,
    )  # fmt: skip
    logbook.record("readiness.recorded", by=by, on=check, company=company.pk, version=version)
    return check


def _announce(company: Company) -> None:
    transaction.on_commit(lambda: signals.interest_changed.send(Company, company=company))
