"""What was learnt, and what a desk is proud of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from greendesk.atlas.models import Place, Theme
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from .. import errors, rules
from ..editing import hold, must_edit_at, write
from ..models import Company, Credential, Experience
from .companies import ABOUT

CREDENTIAL_FACTS = ("text", "on", "place", *ABOUT)


@transaction.atomic
def share_experience(
    company: Company,
    *,
    by: Account,
    text: Texts,
    at: datetime,
    place: Place | None = None,
    themes: Iterable[Theme] = (),
    period: PartialDate | str | None = None,
    is_mentor: bool = False,
    consented: bool = False,
    sharing: int = Level.PRIVATE,
    source: str = "",
    is_invented: bool = False,
) -> Experience:
    """Tell what a company learnt. Other desks read it only with the company's consent (NeedsConsent)."""
    if not (rules.may_edit(by, company) or rules.may_speak_for(by, company)):
        raise NotYours
    if not str(text).strip():
        raise errors.NeedsName(field="text")
    if sharing >= Level.SUMMARY and not consented:
        raise errors.NeedsConsent(field="consented")
    experience = Experience.objects.create(
        desk=company.desk, company=company, text=text, place=place, period=period or "", is_mentor=is_mentor,
        consented_at=at if consented else None, sharing=sharing, source=source, is_invented=is_invented,
    )  # fmt: skip
    experience.themes.set(themes)
    logbook.record("experience.shared", by=by, on=experience, company=company.pk, level=sharing)
    return experience


@transaction.atomic
def withdraw_experience(experience: Experience, *, by: Account) -> Experience:
    """The company takes its consent back: the experience stays with the desk and is seen by nobody else."""
    if not rules.may_speak_for(by, experience.company):
        hold(experience, by)
    held = Experience.objects.select_for_update(of=("self",)).get(pk=experience.pk)
    held.sharing, held.consented_at = Level.PRIVATE, None
    held.save(update_fields=["sharing", "consented_at", "updated_at"])
    logbook.record("experience.withdrawn", by=by, on=held)
    return held


@transaction.atomic
def record_credential(*, desk: Desk, by: Account | None, text: Texts, **facts: Any) -> Credential:
    """A fact to be proud of, with its date as the source gives it."""
    must_edit_at(desk, by)
    if not str(text).strip():
        raise errors.NeedsName(field="text")
    credential = write(Credential(desk=desk), {"sharing": Level.SUMMARY} | facts | {"text": text}, CREDENTIAL_FACTS)
    logbook.record("credential.recorded", by=by, on=credential)
    return credential


@transaction.atomic
def update_credential(credential: Credential, *, by: Account, revision: int | None = None, **facts: Any) -> Credential:
    held = write(hold(credential, by, revision=revision), facts, CREDENTIAL_FACTS)
    logbook.record("credential.updated", by=by, on=held)
    return held
