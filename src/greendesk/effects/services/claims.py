"""Claims that something came of it, and how well they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place
from greendesk.catalogue.editing import hold, must_edit_at, write
from greendesk.catalogue.models import Company
from greendesk.desks import files, logbook
from greendesk.desks.models import Account, Desk, Level, LogEntry
from greendesk.followups.models import Lead
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from .. import errors
from ..models import EffectClaim, Grade

LOOK_AGAIN = timedelta(days=365)
PROVEN = frozenset({Grade.DOCUMENTED, Grade.REGISTRY})
COLUMNS = ("title", "kind", "company", "place", "amount", "currency", "when", "check_on", "agreements", "source")


@transaction.atomic
def claim_effect(
    *,
    desk: Desk,
    title: Texts,
    kind: str,
    on: date,
    by: Account | None,
    lead: Lead | None = None,
    company: Company | None = None,
    place: Place | None = None,
    agreements: Iterable[Agreement] = (),
    amount: Decimal | None = None,
    currency: str = "",
    when: PartialDate | str | None = "",
    check_on: date | None = None,
    source: str = "",
    sharing: int = Level.SUMMARY,
    is_invented: bool = False,
) -> EffectClaim:
    """Write down a result as *announced*, with the day on which to see what became of it (a year on by default).

    Company, place and agreements are the lead's where none are named. An amount without a currency stays without.
    Raises NeedsName, NeedsSource, NotYours.
    """
    must_edit_at(desk, by)
    if not str(title).strip():
        raise errors.NeedsName(field="title")
    if not source.strip():
        raise errors.NeedsSource(field="source")
    if lead is not None and by is not None and not Lead.objects.visible_to(by, Level.FULL).filter(pk=lead.pk).exists():
        raise NotYours
    claim = EffectClaim.objects.create(
        desk=desk, title=title, kind=kind, lead=lead, company=company or (lead.owner if lead else None),
        place=place or (lead.place if lead else None), amount=amount, currency=currency, when=when or "",
        check_on=check_on or on + LOOK_AGAIN, source=source.strip(), sharing=sharing, is_invented=is_invented,
    )  # fmt: skip
    claim.agreements.set(list(agreements) or (lead.agreements.all() if lead else []))
    logbook.record("effect.claimed", by=by, on=claim, lead=lead.pk if lead else None)
    return claim


@transaction.atomic
def change_claim(claim: EffectClaim, *, by: Account, revision: int, **facts: Any) -> EffectClaim:
    row = hold(claim, by, revision=revision)
    if "title" in facts and not str(facts["title"]).strip():
        raise errors.NeedsName(field="title")
    row = write(row, facts, COLUMNS)
    logbook.record("effect.changed", by=by, on=row, fields=sorted(facts))
    return row


@transaction.atomic
def grade_effect(
    claim: EffectClaim,
    *,
    grade: str,
    by: Account | None,
    evidence_name: str = "",
    content: bytes | None = None,
    media_type: str = "application/octet-stream",
    check_on: date | None = None,
) -> EffectClaim:
    """Say how well a claim is shown now, or withdraw it. Evidence stays when the grade is lowered again.

    Raises NeedsEvidence for a proven grade without evidence, NotYours.
    """
    row = hold(claim, by)
    before = row.grade
    if content is not None:
        row.evidence = files.keep_bytes(content, media_type)
    row.evidence_name = evidence_name.strip()[:200] or row.evidence_name
    if grade in PROVEN and not (row.evidence_name or row.evidence_id):
        raise errors.NeedsEvidence(field="evidence_name")
    row.grade = grade
    row.check_on = check_on if grade == Grade.ANNOUNCED else None
    if grade == Grade.ANNOUNCED and check_on is None:
        row.check_on = claim.check_on
    row.revision += 1
    row.save()
    logbook.record("effect.graded", by=by, on=row, grade=grade, before=before)
    return row


@transaction.atomic
def ask_for_proof(claim: EffectClaim, *, by: Account) -> LogEntry:
    """An evaluator or funder wants to see the evidence; the desk finds the question on its Today page.

    Raises NotYours for those who do not see the claim in full.
    """
    if not EffectClaim.objects.visible_to(by, Level.FULL).filter(pk=claim.pk).exists():
        raise NotYours
    return logbook.record("effect.proof_asked", by=by, on=claim)
