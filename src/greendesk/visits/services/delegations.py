"""The guests: a delegation made, its members named in their order, what was given, promised and reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from greendesk.atlas.models import Place, Theme
from greendesk.calendars import services as calendars
from greendesk.catalogue.models import Company, Picture, ReferenceSite
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Consent, LegalBasis, Organisation, OrganisationKind, Person, Position
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import Quantity
from greendesk.kit.folding import bare_name, fold
from greendesk.kit.names import PersonName
from greendesk.kit.texts import Texts

from .. import errors, signals
from ..members import Guest, name_of, read_guests
from ..models import (
    Delegation,
    DelegationInterest,
    Feedback,
    Gift,
    Member,
    SiteWish,
    Stop,
    StopState,
    VisitReport,
    VisitRequest,
)  # fmt: skip
from ..ranks import rank_in, rungs_of
from ._common import latest, own_delegation, unchanged

KEEP_GUESTS = timedelta(days=730)
LONGEST_STAY = 14
EDITABLE = (
    "name", "place", "organisation", "leader", "greeter", "size", "starts_on", "ends_on", "period", "language", "time_zone",
    "hotel", "hotel_lat", "hotel_lon", "day_from", "day_until", "first_from", "last_until", "walk_max_min", "project",
)  # fmt: skip


@transaction.atomic
def plan_delegation(
    *, desk: Desk, by: Account, themes: Mapping[Theme, int] | Iterable[Theme] = (), **facts: Any
) -> Delegation:
    """Make a delegation. `themes` with weights 1–5, or without (3 each); `agreements` it comes from."""
    if desk.pk not in by.editing_desk_ids:
        raise NotYours
    agreements, helpers = facts.pop("agreements", ()), facts.pop("helpers", ())
    _check_days(facts.get("starts_on"), facts.get("ends_on"))
    delegation = Delegation(desk=desk, time_zone=facts.pop("time_zone", desk.time_zone), **facts)
    delegation.save()
    delegation.agreements.set(agreements)
    delegation.helpers.set(helpers)
    _set_interests(delegation, themes)
    logbook.record("delegation.planned", by=by, on=delegation)
    return delegation


def _check_days(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise errors.WrongDays(field="ends_on", first=first, last=last)
    if first and last and (last - first).days >= LONGEST_STAY:
        raise errors.StayTooLong(field="ends_on", most=LONGEST_STAY, days=(last - first).days + 1)


def _set_interests(delegation: Delegation, themes: Mapping[Theme, int] | Iterable[Theme]) -> None:
    weights = dict(themes) if isinstance(themes, Mapping) else dict.fromkeys(themes, 3)
    delegation.interests.all().delete()
    DelegationInterest.objects.bulk_create(
        DelegationInterest(delegation=delegation, theme=theme, weight=weight) for theme, weight in weights.items()
    )


def delegation_from(request: VisitRequest, *, by: Account) -> Delegation:
    """The delegation of an accepted request: body, leader and members become rows of the desk's own directory."""
    body = _organisation(request.desk, request.organisation_name, request.place, request)
    delegation = plan_delegation(
        desk=request.desk, by=by, themes=list(request.themes.all()), name=Texts.of(request.language, request.organisation_name),
        request=request, organisation=body, place=request.place, size=Quantity(Decimal(request.size), Decimal(request.size)),
        starts_on=request.starts_on, ends_on=request.ends_on, language=request.language, source=request.source,
        is_invented=request.is_invented,
    )  # fmt: skip
    if request.referral_id:
        assert request.referral is not None
        delegation.agreements.set(request.referral.agreements.all())
    leader = Guest(name_of("", request.leader_name), title=request.leader_title, organisation=request.organisation_name)
    guests = [
        leader,
        *(guest for guest in read_guests(request.members_text) if not _same_person(guest.name, leader.name)),
    ]
    members = add_members(delegation, guests=guests, by=by)
    if members:
        first = next((m for m in members if _same_person(m.person.person_name, leader.name)), members[0])
        delegation.leader = first.person
        delegation.save(update_fields=["leader"])
        _keep_consent(request, first.person)
    return delegation


def _keep_consent(request: VisitRequest, person: Person) -> None:
    """What was ticked on the form, kept with the person it speaks of."""
    if request.consented_at is None:
        return
    for scope in (Consent.Scope.KEEP, Consent.Scope.ABROAD):
        Consent.objects.get_or_create(
            person=person, scope=scope, notice=request.notice, defaults={"given_at": request.consented_at}
        )


def _organisation(desk: Desk, name: str, place: Place | None, origin: VisitRequest | Delegation) -> Organisation:
    wanted = bare_name(name) or fold(name)
    for row in Organisation.objects.filter(desk=desk).only("name", "names", "aliases", "desk"):
        if wanted in {bare_name(each) or fold(each) for each in (row.name, *row.names.all_texts(), *row.aliases)}:
            return row
    return Organisation.objects.create(
        desk=desk, name=name, place=place, kind=OrganisationKind.AUTHORITY, is_invented=origin.is_invented,
        source=origin.source,
    )  # fmt: skip


def _same_person(one: PersonName, other: PersonName) -> bool:
    if one.han and other.han:
        return one.han == other.han
    return bool(one.latin()) and sorted(fold(one.latin()).split()) == sorted(fold(other.latin()).split())


@transaction.atomic
def add_members(
    delegation: Delegation, *, by: Account, pasted: str | bytes = "", guests: Sequence[Guest] = ()
) -> list[Member]:
    """Take in guests as they stand in a list: people of the directory, in both scripts, ranked by their country's ladder.

    Somebody the desk knows already is recognised (same name and body) and not doubled. Nothing is written if a line
    cannot be read.
    """
    row = own_delegation(delegation, by)
    guests = [*guests, *read_guests(pasted)]
    rungs = rungs_of(row.place.country_code if row.place else "")
    known = {member.person_id for member in row.members.all()}
    made = []
    for guest in guests:
        person = _person(row, guest, rank_in(guest.title, rungs))
        if person.pk in known:
            continue
        known.add(person.pk)
        made.append(
            Member.objects.create(
                delegation=row, person=person, title=Texts.of(_lang_of(guest.title), guest.title),
                rank=rank_in(guest.title, rungs), order=len(known),
            )
        )  # fmt: skip
    order_members(row)
    logbook.record("delegation.members_added", by=by, on=row, members=len(made))
    return made


def _lang_of(text: str) -> str:
    from greendesk.kit.folding import has_han

    return "zh-hans" if has_han(text) else "en"


def _person(delegation: Delegation, guest: Guest, rank: int | None) -> Person:
    body = delegation.organisation
    if guest.organisation and (body is None or fold(guest.organisation) != fold(body.name)):
        body = _organisation(delegation.desk, guest.organisation, delegation.place, delegation)
    rows: Iterable[Person] = Person.objects.filter(desk=delegation.desk, organisation=body, erased_at=None)
    person = next((row for row in rows if _same_person(row.person_name, guest.name)), None)
    if person is None:
        name = guest.name
        person = Person.objects.create(
            desk=delegation.desk, given=name.given, family=name.family, han=name.han, reading=name.reading,
            family_first=name.family_first, organisation=body, phone=guest.phone, email=guest.email, diet=guest.diet,
            sharing=Level.PRIVATE, purpose="visit", legal_basis=LegalBasis.PUBLIC_TASK, is_invented=delegation.is_invented,
            keep_until=delegation.ends_on + KEEP_GUESTS if delegation.ends_on else None, source=delegation.source,
        )  # fmt: skip
    held: Any = person.positions
    if guest.title and not held.filter(rank=rank).exists():
        Position.objects.create(
            person=person, organisation=body, title=Texts.of(_lang_of(guest.title), guest.title), rank=rank
        )
    return person


def order_members(delegation: Delegation) -> None:
    """By rank (the unranked last), then as they were given: the order in which they are named."""
    rows = list(delegation.members.all())
    rows.sort(key=lambda member: (member.rank is None, member.rank or 0, member.order, member.pk))
    for number, member in enumerate(rows, start=1):
        if member.order != number:
            Member.objects.filter(pk=member.pk).update(order=number)


@transaction.atomic
def move_member(member: Member, *, up: bool, by: Account) -> None:
    """Name a guest one place earlier or later; the desk's word stands above the ladder."""
    row = own_delegation(member.delegation, by)
    rows = list(row.members.order_by("order", "pk"))
    at = next(i for i, one in enumerate(rows) if one.pk == member.pk)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
        for number, one in enumerate(rows, start=1):
            Member.objects.filter(pk=one.pk).update(order=number)
    logbook.record("delegation.member_moved", by=by, on=row)


@transaction.atomic
def edit_delegation(
    delegation: Delegation, *, by: Account, revision: int | None = None, themes: Any = None, **facts: Any
) -> Delegation:
    """Change what is known of a delegation; also its interests, `home_side`, `helpers` and `agreements`."""
    row = own_delegation(delegation, by)
    unchanged(row, revision, by)
    _check_days(facts.get("starts_on", row.starts_on), facts.get("ends_on", row.ends_on))
    for name in EDITABLE:
        if name in facts:
            setattr(row, name, facts[name])
    for name in ("home_side", "agreements", "helpers"):
        if name in facts:
            getattr(row, name).set(facts[name])
    row.revision += 1
    row.save()
    if themes is not None:
        _set_interests(row, themes)
    logbook.record("delegation.edited", by=by, on=row)
    return row


@transaction.atomic
def wish_for_site(
    delegation: Delegation, *, site: ReferenceSite, must: bool | None, by: Account, turns: int = 1
) -> None:
    """Say that a site must be seen (True), must not (False), or neither (None).

    turns: the groups in which they see it, one after the other, as agreed with the host. A must against a never (and
    the other way round) is refused: somebody said it for a reason. Raises WishContradicts.
    """
    row = own_delegation(delegation, by)
    before = row.site_wishes.filter(site=site).first()
    if must is None:
        row.site_wishes.filter(site=site).delete()
    elif before is not None and before.is_must != must:
        raise errors.MustIsNever(site=site) if must else errors.NeverIsMust(site=site)
    else:
        SiteWish.objects.update_or_create(delegation=row, site=site, defaults={"is_must": must, "turns": turns})
    logbook.record("delegation.site_wished", by=by, on=row, site=site.pk)


@transaction.atomic
def attach_picture(delegation: Delegation, picture: Picture, *, by: Account) -> None:
    """Put a picture into the book and the report of a visit; the credit goes along."""
    row = own_delegation(delegation, by, alive=False)
    row.pictures.add(picture)
    logbook.record("delegation.picture_added", by=by, on=row, picture=picture.pk)


@transaction.atomic
def log_gift(
    delegation: Delegation, *, what: str, by: Account, value_eur: Decimal | None = None, is_received: bool = False,
    person: Person | None = None,
) -> Gift:  # fmt: skip
    """Write down a gift given or received. One we give stays under the desk's limit; one we receive above it is kept
    on record, since it cannot be undone."""
    row = own_delegation(delegation, by)
    limit = row.desk.gift_limit_eur
    if not is_received and value_eur is not None and value_eur > limit:
        raise errors.GiftTooDear(field="value_eur", value=value_eur, limit=limit)
    gift = Gift.objects.create(delegation=row, what=what, value_eur=value_eur, is_received=is_received, person=person)
    logbook.record("delegation.gift_logged", by=by, on=row, received=is_received)
    return gift


@transaction.atomic
def record_feedback(
    stop: Stop, *, by: Account | None, questions: str = "", interest: int | None = None, follow_up: str = "",
    wear: int | None = None,
) -> Feedback:  # fmt: skip
    """What a host noticed; `by` is None when the host wrote it by link. The stop counts as visited."""
    if by is not None:
        own_delegation(stop.programme.delegation, by)
    row, _made = Feedback.objects.update_or_create(
        stop=stop, defaults={"questions": questions, "interest": interest, "follow_up": follow_up, "wear": wear}
    )
    if stop.state != StopState.DONE:
        Stop.objects.filter(pk=stop.pk).update(state=StopState.DONE)
    logbook.record("stop.feedback", by=by, on=stop, desk=stop.programme.delegation.desk)
    return row


@transaction.atomic
def report_visit(
    delegation: Delegation,
    *,
    interest: Texts,
    by: Account,
    at: datetime,
    promises: Texts | None = None,
    potential: Texts | None = None,
    next_owner: Company | None = None,
    next_step: str = "",
    stop: Stop | None = None,
) -> VisitReport:
    """The ten lines after a visit. A company named as the one that goes on gets its lead from Follow-up, by signal.

    `stop` is where the interest began; without it, the stop that showed the company's work.
    """
    row = own_delegation(delegation, by)
    if row.starts_on and at.date() < row.starts_on:
        raise errors.ReportTooEarly
    report, made = VisitReport.objects.update_or_create(
        delegation=row,
        defaults={
            "interest": interest, "promises": promises or Texts(), "potential": potential or Texts(),
            "next_owner": next_owner, "next_step": next_step, "by": by,
        },
    )  # fmt: skip
    if row.reported_at is None:
        row.reported_at = at
        row.save(update_fields=["reported_at"])
    origin = stop or _stop_of(row, next_owner)
    logbook.record("visit.reported" if made else "visit.report_changed", by=by, on=row)
    transaction.on_commit(lambda: signals.visit_reported.send(VisitReport, report=report, stop=origin, by=by))
    return report


def _stop_of(delegation: Delegation, company: Company | None) -> Stop | None:
    newest = latest(delegation)
    if newest is None or company is None:
        return None
    stops = newest.stops.standing()
    return stops.filter(site__suppliers=company).first() or stops.filter(organisation=company.organisation_id).first()


@transaction.atomic
def cancel_delegation(delegation: Delegation, *, by: Account, at: datetime) -> Delegation:
    """They will not come. Calendars are given back; the record stays and can be taken up again."""
    row = own_delegation(delegation, by)
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    stops = Stop.objects.filter(programme__delegation=row, booking__isnull=False).select_related("booking__resource")
    calendars.release([stop.booking for stop in stops if stop.booking], by=by)
    logbook.record("delegation.cancelled", by=by, on=row)
    transaction.on_commit(lambda: signals.delegation_cancelled.send(Delegation, delegation=row))
    return row


@transaction.atomic
def take_up_again(delegation: Delegation, *, by: Account) -> Delegation:
    """Undo a cancellation. Hosts have to be asked again."""
    row = own_delegation(delegation, by, alive=False)
    row.cancelled_at = None
    row.save(update_fields=["cancelled_at"])
    Stop.objects.current().filter(programme__delegation=row, state__in=[StopState.ASKED, StopState.CONFIRMED]).update(
        state=StopState.PLANNED
    )
    logbook.record("delegation.taken_up_again", by=by, on=row)
    return row
