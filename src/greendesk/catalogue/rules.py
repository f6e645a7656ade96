"""Who may change what in the catalogue."""

from __future__ import annotations

from greendesk.desks.models import Account, GuestLink
from greendesk.directory.models import Representation

from .models import Company, CompanyLink, ReferenceSite


def may_edit(account: Account, company: Company) -> bool:
    """Officers of a desk that owns the record."""
    return Company.objects.editable_by(account).filter(pk=company.pk).exists()


def may_speak_for(account: Account | None, company: Company, link: GuestLink | None = None) -> bool:
    """The company's own export manager, or whoever holds its link."""
    if link is not None:
        return CompanyLink.objects.filter(company=company, link=link).exists()
    return (
        account is not None
        and Representation.objects.filter(
            account=account, organisation=company.organisation_id, role=Representation.Role.EXPORT
        ).exists()
    )


def may_host_at(account: Account, site: ReferenceSite) -> bool:
    """The host who signs in for the operator of a site."""
    return Representation.objects.filter(
        account=account, organisation=site.operator_id, role=Representation.Role.HOST
    ).exists()
