"""Companies: registered by a desk, looked after by themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.links import make_link
from greendesk.desks.models import Account, Desk, GuestLink, Level
from greendesk.directory.models import Organisation, OrganisationKind
from greendesk.kit.errors import NotYours
from greendesk.kit.folding import bare_name
from greendesk.kit.texts import Texts

from .. import errors, rules, signals
from ..editing import hold, must_edit_at, write
from ..models import ClientRelation, Company, CompanyLink

ABOUT = ("source", "source_url", "source_on", "is_invented", "sharing")
FACTS = (
    "profile", "themes", "place", "founded", "employees", "size_class", "nace", "nace_revision", "export_experience",
    "is_public", *ABOUT,
)  # fmt: skip
OWN_FACTS = ("profile", "themes", "founded", "employees", "size_class", "export_experience")
CONTACT = ("website", "email", "phone", "wechat", "address")
LINK_PURPOSE = "company"


@transaction.atomic
def register_company(
    *,
    desk: Desk,
    by: Account | None,
    name: str = "",
    organisation: Organisation | None = None,
    names: Texts | None = None,
    website: str = "",
    email: str = "",
    phone: str = "",
    wechat: str = "",
    address: str = "",
    **facts: Any,
) -> Company:
    """Enter a company, on an organisation that the desk knows or on a new one of that name.

    Raises AlreadyRegistered when the desk has that company, whatever its legal form is written like.
    """
    must_edit_at(desk, by)
    if organisation is None:
        organisation = _organisation_named(desk, name, facts) or Organisation(
            desk=desk, name=name.strip(), kind=OrganisationKind.COMPANY, place=facts.get("place"),
            sharing=facts.get("sharing", Level.SUMMARY), source=facts.get("source", ""),
            is_invented=facts.get("is_invented", False),
        )  # fmt: skip
    elif organisation.desk_id != desk.pk:
        raise NotYours
    if organisation.pk and Company.objects.filter(organisation=organisation).exists():
        raise errors.AlreadyRegistered(name=organisation.name, field="name")
    given = {"website": website, "email": email, "phone": phone, "wechat": wechat, "address": address}
    _write_contact(organisation, {key: value for key, value in given.items() if value}, names)
    company = write(
        Company(desk=desk, organisation=organisation),
        {"place": organisation.place, "sharing": Level.SUMMARY} | facts,
        FACTS,
    )
    logbook.record("company.registered", by=by, on=company)
    _announce(company)
    return company


def _organisation_named(desk: Desk, name: str, facts: dict[str, Any]) -> Organisation | None:
    bare = bare_name(name)
    if not bare:
        raise errors.NeedsName(field="name")
    known = Organisation.objects.filter(desk=desk, kind__in=[OrganisationKind.COMPANY, OrganisationKind.OPERATOR])
    return next((o for o in known.filter(name__istartswith=name.strip()[:1]) if bare_name(o.name) == bare), None)


def _write_contact(organisation: Organisation, contact: dict[str, str], names: Texts | None = None) -> None:
    for key, value in contact.items():
        setattr(organisation, key, value)
    if names:
        organisation.names = names
    if organisation.pk is None or contact or names:
        organisation.save()


@transaction.atomic
def update_company(
    company: Company,
    *,
    by: Account,
    revision: int | None = None,
    name: str = "",
    names: Texts | None = None,
    **facts: Any,
) -> Company:
    """Change what the desk keeps of a company. Raises ChangedMeanwhile if somebody else did so first."""
    held = hold(company, by, revision=revision)
    contact = {key: facts.pop(key) for key in CONTACT if key in facts}
    if name.strip():
        contact["name"] = name.strip()
    _write_contact(held.organisation, contact, names)
    write(held, facts, FACTS)
    logbook.record("company.updated", by=by, on=held, fields=sorted([*facts, *contact]))
    _announce(held)
    return held


@transaction.atomic
def edit_own_profile(
    company: Company, *, by: Account | None, link: GuestLink | None = None, revision: int | None = None, **facts: Any
) -> Company:
    """A company changes what it says of itself, signed in or by its link. What the desk decides stays the desk's."""
    if not rules.may_speak_for(by, company, link):
        raise NotYours
    held = hold(company, by, revision=revision, owned=False)
    contact = {key: facts.pop(key) for key in CONTACT if key in facts}
    _write_contact(held.organisation, contact)
    write(held, facts, OWN_FACTS)
    logbook.record("company.told", by=by, on=held, fields=sorted([*facts, *contact]), by_link=link is not None)
    _announce(held)
    return held


@transaction.atomic
def invite_company(company: Company, *, by: Account, days: int = 60, language: str = "en") -> GuestLink:
    """A link by which the company looks after its profile, its interest and its chances."""
    held = hold(company, by)
    link = make_link(held.desk, LINK_PURPOSE, days=days, language=language)
    CompanyLink.objects.create(company=held, link=link)
    logbook.record("company.invited", by=by, on=held, link=link.pk)
    return link


@transaction.atomic
def note_client(
    company: Company, *, client: Organisation, by: Account, note: Texts | None = None, source: str = ""
) -> ClientRelation:
    """Remember that somebody is a client of the company; said twice, the newer note counts."""
    held = hold(company, by)
    relation, _new = ClientRelation.objects.update_or_create(
        company=held, client=client, defaults={"note": note or Texts(), "source": source}
    )
    logbook.record("company.client_noted", by=by, on=held, client=client.pk)
    return relation


def _announce(company: Company) -> None:
    transaction.on_commit(lambda: signals.offer_changed.send(Company, row=company))
