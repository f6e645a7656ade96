"""From the call to a cohort that has its meetings, and the story that is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.models import Company, Picture
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Consent, Organisation, Person
from greendesk.kit.errors import NotYours
from greendesk.kit.facts import PartialDate, Quantity
from greendesk.kit.texts import Texts
from greendesk.meetings import services as meetings
from greendesk.meetings.models import MeetingDay
from greendesk.outbox import services as outbox
from greendesk.outbox.models import Message
from greendesk.projects.models import Project
from greendesk.visits import services as visits
from greendesk.visits.models import Delegation, Direction, Member

from .. import errors
from ..models import Application, ApplicationState, Mission, VettingVisit

STATE_AID_CEILING_EUR = Decimal(300_000)  # Regulation (EU) 2023/2831, any three years


@transaction.atomic
def create_mission(
    *,
    desk: Desk,
    name: Texts,
    by: Account,
    aim: Texts | None = None,
    place: Place | None = None,
    themes: Iterable[Theme] = (),
    agreements: Iterable[Agreement] = (),
    project: Project | None = None,
    period: PartialDate | str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    cohort_size: Quantity | str = "",
    criteria: Sequence[str] = (),
    partners: Iterable[Organisation] = (),
    sharing: int = Level.EXISTENCE,
    **source: Any,
) -> Mission:
    """Begin a mission; it may stand on agreements, on a project, on both. `source` as on every record."""
    if desk.pk not in by.editing_desk_ids:
        raise NotYours
    mission = Mission(
        desk=desk,
        name=name,
        aim=aim or Texts(),
        place=place,
        project=project,
        period=period,
        starts_on=starts_on,
        ends_on=ends_on,
        cohort_size=cohort_size,
        criteria=list(criteria),
        sharing=sharing,
        **source,
    )
    mission.validate_constraints()
    mission.save()
    mission.themes.set(themes)
    mission.agreements.set(agreements)
    mission.partners.set(partners)
    logbook.record("mission.created", by=by, on=mission)
    return mission


def locked(mission: Mission, by: Account, *, selecting: bool = False) -> Mission:
    held = Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
    if not Mission.objects.editable_by(by).filter(pk=held.pk).exists():
        raise NotYours
    if selecting and held.cohort_fixed_at is not None:
        raise errors.CohortIsFixed(mission=held)
    return held


@transaction.atomic
def open_call(
    mission: Mission, *, opens_on: date, closes_on: date, by: Account, criteria: Sequence[str] | None = None
) -> Mission:
    """Say from when until when companies may apply, and what they are scored on."""
    held = locked(mission, by, selecting=True)
    if closes_on < opens_on:
        raise errors.CallEndsBeforeItOpens(field="closes_on")
    held.call_opens_on, held.call_closes_on = opens_on, closes_on
    if criteria is not None:
        held.criteria = [name.strip() for name in criteria if name.strip()]
    held.revision += 1
    held.save()
    logbook.record("mission.call_opened", by=by, on=held, opens=str(opens_on), closes=str(closes_on))
    return held


@transaction.atomic
def apply_for_mission(
    mission: Mission,
    *,
    company: Company,
    goal: Texts,
    by: Account,
    on: date,
    traveller: Person | None = None,
    pitch: Texts | None = None,
    readiness: Texts | None = None,
    state_aid_eur: Decimal | None = None,
) -> Application:
    """A company applies while the call is open; the desk may enter one at any time before the cohort is fixed."""
    held = Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
    is_desk = Mission.objects.editable_by(by).filter(pk=held.pk).exists()
    if not is_desk and not by.representations.filter(organisation=company.organisation_id).exists():
        raise NotYours
    if held.cohort_fixed_at is not None:
        raise errors.CohortIsFixed(mission=held)
    if not is_desk and held.phase(on) != "call":
        raise errors.CallNotOpen(mission=held, on=on)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                mission=held,
                company=company,
                goal=goal,
                traveller=traveller,
                pitch=pitch or Texts(),
                readiness=readiness or Texts(),
                state_aid_eur=state_aid_eur,
            )
    except IntegrityError as twice:
        raise errors.AlreadyApplied(field="company", company=company) from twice
    logbook.record("mission.applied", by=by, on=application, desk=held.desk_id, mission=held.pk)
    return application


def _application(application: Application, by: Account) -> Application:
    locked(application.mission, by, selecting=True)
    return Application.objects.select_for_update(of=("self",)).select_related("mission").get(pk=application.pk)


@transaction.atomic
def score_application(application: Application, *, scores: Mapping[str, int], by: Account) -> Application:
    """Score on the criteria of the mission, 0–5 each."""
    held = _application(application, by)
    for criterion, score in scores.items():
        if criterion not in held.mission.criteria:
            raise errors.UnknownCriterion(field=criterion, criterion=criterion)
        if not 0 <= score <= 5:
            raise errors.ScoreFromZeroToFive(field=criterion, criterion=criterion)
    held.scores = {**held.scores, **scores}
    held.save(update_fields=["scores"])
    logbook.record("mission.application_scored", by=by, on=held, desk=held.mission.desk_id)
    return held


@transaction.atomic
def shortlist(application: Application, *, by: Account, is_on: bool = True) -> Application:
    held = _application(application, by)
    held.state = ApplicationState.SHORTLISTED if is_on else ApplicationState.SENT
    held.save(update_fields=["state"])
    logbook.record("mission.shortlisted", by=by, on=held, desk=held.mission.desk_id, is_on=is_on)
    return held


@transaction.atomic
def record_vetting_visit(
    application: Application,
    *,
    note: str,
    by: Account,
    visitor: Organisation | None = None,
    on: PartialDate | str = "",
) -> VettingVisit:
    """Somebody from the partner's side has seen the company at home; the note is for the desk's officers."""
    mission = locked(application.mission, by)
    visit = VettingVisit.objects.create(application=application, visitor=visitor, on=on, note=note)
    logbook.record("mission.vetting_recorded", by=by, on=visit, desk=mission.desk_id, application=application.pk)
    return visit


@transaction.atomic
def fix_cohort(
    mission: Mission,
    *,
    accepted: Sequence[Application],
    by: Account,
    at: datetime | None = None,
    waiting: Sequence[Application] = (),
    notes: Mapping[int, str] | None = None,
) -> list[Message]:
    """Decide: who travels, who waits, and, by that, who is declined. Every applicant gets a letter, as a draft.

    `notes` is {application id: reason}. State aid above the ceiling stops an acceptance.
    """
    held = locked(mission, by, selecting=True)
    applications = {a.pk: a for a in _applications(held)}
    chosen, waits = {a.pk for a in accepted}, {a.pk for a in waiting}
    for application in [*accepted, *waiting]:
        if application.pk not in applications:
            raise errors.NotAnApplicant(company=application.company)
    if not chosen:
        raise errors.CohortNeedsCompanies(field="accepted")
    for pk in sorted(chosen):
        _refuse_too_much_aid(applications[pk])
    moment = at or timezone.now()
    drafts = []
    for pk, application in applications.items():
        application.state = (
            ApplicationState.ACCEPTED
            if pk in chosen
            else ApplicationState.WAITING
            if pk in waits
            else ApplicationState.DECLINED
        )
        application.decided_at, application.decision_note = moment, (notes or {}).get(pk, "")[:300]
        application.letter = _letter(application, by)
        application.save()
        drafts.append(application.letter)
    held.cohort_fixed_at = moment
    held.revision += 1
    held.save()
    logbook.record(
        "mission.cohort_fixed", by=by, on=held, accepted=len(chosen), waiting=len(waits), all=len(applications)
    )
    return drafts


def _applications(mission: Mission) -> list[Application]:
    rows = mission.applications.select_for_update(of=("self",)).select_related("company__organisation", "mission__desk")
    return list(rows.order_by("pk"))


def _refuse_too_much_aid(application: Application) -> None:
    if (application.state_aid_eur or 0) > STATE_AID_CEILING_EUR:
        raise errors.StateAidCeiling(
            field="accepted",
            company=application.company,
            amount=f"{application.state_aid_eur:,.0f}",
            ceiling=f"{STATE_AID_CEILING_EUR:,.0f}",
        )


LETTERS = {
    ApplicationState.ACCEPTED: "mission-accepted",
    ApplicationState.WAITING: "mission-waiting",
    ApplicationState.DECLINED: "mission-declined",
}


def _letter(application: Application, by: Account) -> Message:
    """The decision as a draft in the outbox, in the desk's language and wording."""
    organisation, mission = application.company.organisation, application.mission
    facts = {
        "to": str(application.traveller or organisation),
        "company": str(organisation),
        "mission": mission.name.text(mission.desk.language),
        "note": application.decision_note,
        "desk": mission.desk.name,
    }
    return outbox.draft_letter(
        desk=mission.desk,
        letter=LETTERS[ApplicationState(application.state)],
        facts=facts,
        to_name=facts["to"],
        language=mission.desk.language,
        by=by,
        person=application.traveller,
        organisation=organisation,
        to_email=organisation.email,
        to_phone=organisation.phone,
        to_wechat=organisation.wechat,
        about=str(mission)[:200],
        is_invented=mission.is_invented,
    )


@transaction.atomic
def bring_in(application: Application, *, by: Account, at: datetime | None = None) -> Application:
    """A place has come free: a company from the waiting list travels after all, and gets its letter."""
    mission = locked(application.mission, by)
    held = (
        Application.objects.select_for_update(of=("self",))
        .select_related("company__organisation", "mission__desk")
        .get(pk=application.pk)
    )
    if held.state != ApplicationState.WAITING:
        raise errors.NotAnApplicant(company=held.company)
    _refuse_too_much_aid(held)
    held.state, held.decided_at = ApplicationState.ACCEPTED, at or timezone.now()
    held.letter = _letter(held, by)
    held.save()
    logbook.record("mission.brought_in", by=by, on=held, desk=mission.desk_id)
    return held


@transaction.atomic
def plan_mission_day(mission: Mission, *, name: Texts, starts_on: date, by: Account, **day: Any) -> MeetingDay:
    """A meeting day of the mission: the cohort takes part from the start, with its goals and travellers.

    `day` is what `create_meeting_day` takes besides; place, themes, agreements and project come from the mission.
    """
    held = locked(mission, by)
    made = meetings.create_meeting_day(
        desk=held.desk,
        name=name,
        starts_on=starts_on,
        by=by,
        **{
            "place": held.place,
            "themes": held.themes.all(),
            "agreements": held.agreements.all(),
            "project": held.project,
            "is_invented": held.is_invented,
            **day,
        },
    )
    cohort = held.applications.travelling().select_related("company__organisation", "traveller")
    for application in cohort:
        people = [application.traveller] if application.traveller else []
        meetings.add_attendance(
            made,
            organisation=application.company.organisation,
            by=by,
            people=people,
            languages=[lang for person in people for lang in person.languages],
            goal=application.goal,
            pitch=application.pitch,
        )
    held.meeting_days.add(made)
    logbook.record("mission.day_planned", by=by, on=held, day=made.pk, companies=made.attendances.count())
    return made


@transaction.atomic
def publish_story(mission: Mission, *, story: Texts, on: date, by: Account, quoted: Person | None = None) -> Mission:
    """Tell the public about the mission, which lets other desks see its summary too. Whoever is quoted must have agreed.

    An empty story is taken off the public pages.
    """
    held = locked(mission, by)
    if quoted is not None and not _may_quote(quoted):
        raise errors.QuoteNeedsConsent(field="quoted", person=quoted)
    held.story, held.quoted, held.story_on = story, quoted, on if story else None
    if story:
        held.sharing = max(held.sharing, Level.SUMMARY)
    held.revision += 1
    held.save()
    logbook.record("mission.story_published", by=by, on=held)
    return held


@transaction.atomic
def attach_picture(mission: Mission, picture: Picture, *, by: Account) -> None:
    """Tell the story with it; the credit goes along."""
    held = locked(mission, by)
    held.pictures.add(picture)
    logbook.record("mission.picture_added", by=by, on=held, picture=picture.pk)


@transaction.atomic
def plan_programme_abroad(mission: Mission, *, by: Account) -> Delegation:
    """Our own group as a delegation, so that its calls, factories and fairs are planned like a visit. Made once."""
    held = locked(mission, by)
    if held.delegation is not None:
        return held.delegation
    cohort = held.applications.filter(state=ApplicationState.ACCEPTED)
    size = cohort.filter(traveller__isnull=False).count() or cohort.count()
    held.delegation = visits.plan_delegation(
        desk=held.desk, by=by, themes=list(held.themes.all()), name=held.name, direction=Direction.OUTBOUND, place=held.place,
        starts_on=held.starts_on, ends_on=held.ends_on, period=held.period.display(held.desk.language) if held.period else "",
        language=held.desk.language, agreements=held.agreements.all(), source=held.source, is_invented=held.is_invented,
        size=Quantity(Decimal(size), Decimal(size)) if size else "",
    )  # fmt: skip
    travellers = [row.traveller for row in cohort.select_related("traveller") if row.traveller]
    Member.objects.bulk_create(
        Member(delegation=held.delegation, person=person, order=number) for number, person in enumerate(travellers, 1)
    )
    held.revision += 1
    held.save()
    logbook.record("mission.programme_begun", by=by, on=held, delegation=held.delegation.pk)
    return held.delegation


def _may_quote(person: Person) -> bool:
    return person.consents.filter(scope=Consent.Scope.QUOTE, withdrawn_at=None).exists()


@transaction.atomic
def close_mission(mission: Mission, *, by: Account, at: datetime | None = None) -> Mission:
    held = locked(mission, by)
    held.closed_at = at or timezone.now()
    held.revision += 1
    held.save()
    logbook.record("mission.closed", by=by, on=held)
    return held
