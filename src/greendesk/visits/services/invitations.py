"""Companies are asked to meet the guests: a draft and a link each, an answer by link or telephone, and who came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from greendesk.catalogue.models import Company
from greendesk.desks import links, logbook
from greendesk.desks.models import Account, GuestLink
from greendesk.kit.errors import NotYours
from greendesk.outbox import services as outbox

from .. import errors
from ..companies import Grounds, desks_of
from ..models import CompanyInvitation, Delegation
from ._common import days_in, own_delegation

COMPANY_PURPOSE = "visit-company"


@transaction.atomic
def invite_companies(
    delegation: Delegation,
    companies: Iterable[Company],
    *,
    by: Account,
    at: datetime,
    grounds: Mapping[int, Grounds] | None = None,
) -> list[CompanyInvitation]:
    """A draft with a link for each company that was not asked yet, in the order given. Raises NoDays, NotYours."""
    row = own_delegation(delegation, by)
    if row.starts_on is None or row.ends_on is None:
        raise errors.NoDays
    desks = set(desks_of(row))
    asked = set(row.invitations.values_list("company_id", flat=True))
    made = []
    for company in companies:
        if company.desk_id not in desks and not desks & set(company.co_desks.values_list("pk", flat=True)):
            raise NotYours
        if company.pk not in asked:
            asked.add(company.pk)
            why = (grounds or {}).get(company.pk)
            made.append(_invite(row, company, number=len(asked), why=why, by=by, at=at))
    logbook.record("companies.invited", by=by, on=row, companies=[one.company_id for one in made])
    return made


def _invite(
    delegation: Delegation, company: Company, *, number: int, why: Grounds | None, by: Account, at: datetime
) -> CompanyInvitation:
    assert delegation.starts_on is not None and delegation.ends_on is not None
    language = company.desk.language
    days = max(14, (delegation.ends_on - at.date()).days + 7)
    link = links.make_link(delegation.desk, COMPANY_PURPOSE, language=language, days=days, now=at)
    row = CompanyInvitation.objects.create(
        delegation=delegation, company=company, link=link, place_in_order=number, by=by,
        grounds=asdict(why) if why else {},
    )  # fmt: skip
    facts = {
        "guests": delegation.name.text(language),
        "when": days_in(delegation.starts_on, delegation.ends_on, language),
        "themes": ", ".join(theme.label(language) for theme in delegation.themes.all()),
        "company": company.organisation.name,
    }
    outbox.draft_letter(
        desk=delegation.desk, letter="company-invited", facts=facts, to_name=company.organisation.name, language=language, by=by,
        organisation=company.organisation, link=link, about=str(delegation), is_invented=delegation.is_invented,
    )  # fmt: skip
    return row


@transaction.atomic
def answer_invitation(
    invitation: CompanyInvitation,
    *,
    answer: str,
    at: datetime,
    who: str = "",
    note: str = "",
    by: Account | None = None,
) -> CompanyInvitation:
    """Yes or no, by link or (`by`) as said on the telephone; the last answer counts. Raises AnswerUnclear."""
    row = (
        CompanyInvitation.objects.select_for_update(of=("self",))
        .select_related("delegation__desk")
        .get(pk=invitation.pk)
    )
    if by is not None:
        own_delegation(row.delegation, by)
    elif row.delegation.cancelled_at:
        raise errors.DelegationCancelled
    if answer not in CompanyInvitation.Answer.values:
        raise errors.AnswerUnclear(field="answer")
    row.answer, row.who, row.note = answer, who[:200], note[:300]
    row.answered_at, row.by_phone = at, by is not None
    row.save()
    if row.link_id:
        GuestLink.objects.filter(pk=row.link_id).update(answered_at=at)
        if row.link is not None:
            outbox.note_link_answered(row.link, by=by)
    logbook.record("company.answered", by=by, on=row.delegation, company=row.company_id, answer=answer)
    return row


@transaction.atomic
def note_attendance(invitation: CompanyInvitation, *, has_come: bool, by: Account) -> CompanyInvitation:
    """Whether somebody of the company was there, asked or not."""
    own_delegation(invitation.delegation, by, alive=False)
    invitation.has_come = has_come
    invitation.save(update_fields=["has_come"])
    logbook.record("company.came", by=by, on=invitation.delegation, company=invitation.company_id, has_come=has_come)
    return invitation


@transaction.atomic
def take_back_invitation(invitation: CompanyInvitation, *, by: Account) -> None:
    """Not asked after all: the link closes. A letter still in the outbox stays there, to be dropped or reworded."""
    own_delegation(invitation.delegation, by)
    if invitation.link:
        GuestLink.objects.filter(pk=invitation.link.pk).update(revoked_at=invitation.asked_at)
    logbook.record("company.uninvited", by=by, on=invitation.delegation, company=invitation.company_id)
    invitation.delete()
