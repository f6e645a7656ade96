"""The verbs of the pages, over the wire. Each loads, calls and answers; the rooms decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Status
from ninja.responses import codes_4xx

from greendesk.agreements import services as agreements
from greendesk.agreements.models import Agreement, AgreementKind, EndReason, EventKind
from greendesk.atlas.models import Place, Theme
from greendesk.catalogue import services as catalogue
from greendesk.catalogue.lexicon import themes_for
from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks.models import Level, Trash
from greendesk.directory import services as directory
from greendesk.directory.models import NetworkMembership, Organisation, OrganisationKind, Person
from greendesk.effects import services as effects
from greendesk.effects.models import ClaimKind, Indicator
from greendesk.followups import services as followups
from greendesk.followups.models import Barrier, Lead, Stage
from greendesk.kit.errors import BadFact, DomainError
from greendesk.kit.facts import CURRENCIES, PartialDate
from greendesk.kit.texts import Texts, as_texts
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking.models import Answer, DecisionReason, InterestAnswer, Side, Suggestion
from greendesk.meetings.models import Attendance, MeetingDay
from greendesk.meetings.services import request_meeting
from greendesk.projects import access
from greendesk.projects import services as projects
from greendesk.projects.models import AccessPoint, Goal, Project

from . import schemas
from .access import ApiRequest, desk_of
from .reading import router
from .records import Reader
from .schemas import RecordOut, Refusal

MADE: Any = {201: RecordOut, codes_4xx: Refusal}
DONE: Any = {200: RecordOut, codes_4xx: Refusal}


class Unknown(DomainError):
    code = "unknown_value"
    status = 422
    message = "“%(value)s” is not known here."


def known(value: str, choices: Iterable[str], field: str, *, or_empty: bool = False) -> str:
    """The value, if it is one of the codes. Raises Unknown."""
    if value in set(choices) or (or_empty and not value):
        return value
    raise Unknown(value=value, field=field)


def texts(versions: dict[str, str]) -> Texts:
    """Languages and lengths are checked; the first version is the source. Raises ValidationError."""
    as_texts(versions)
    return Texts.from_plain({lang: text for lang, text in versions.items() if text.strip()})


def place_of(code: str, field: str = "place") -> Place | None:
    if not code:
        return None
    found = list(Place.objects.filter(code=code)[:2])
    if len(found) != 1:
        raise Unknown(value=code, field=field)
    return found[0]


def themes_of(request: ApiRequest, keys: list[str], field: str = "themes") -> list[Theme]:
    rows = {theme.key: theme for theme in themes_for(request.auth).filter(key__in=keys)}
    for key in keys:
        if key not in rows:
            raise Unknown(value=key, field=field)
    return [rows[key] for key in keys]


def partial(text: str, field: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text.strip() else None
    except BadFact as refusal:
        refusal.field = field
        raise


def told(request: ApiRequest, row: Any) -> RecordOut:
    """The record as its writer sees it now."""
    reader = Reader(request.auth)
    return reader.record(reader.one(type(row), row.pk))


def mine(request: ApiRequest, model: Any, pk: int | None) -> Any:
    """A record that the account may change; None stays None. Raises Http404."""
    if pk is None:
        return None
    row = model.objects.editable_by(request.auth).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def seen(request: ApiRequest, model: Any, pks: list[int]) -> list[Any]:
    return [Reader(request.auth).one(model, pk) for pk in pks]


# -- agreements ------------------------------------------------------------------------------------------


@router.post("/agreements", response=MADE, operation_id="register_agreement")
def register_agreement(request: ApiRequest, body: schemas.AgreementIn) -> Any:
    row = agreements.register_agreement(
        desk=desk_of(request.auth), by=request.auth, title=texts(body.title), aim=texts(body.aim),
        kind=known(body.kind, AgreementKind.values, "kind"), place=place_of(body.place),
        home_place=place_of(body.home_place, "home_place"), themes=themes_of(request, body.themes),
        since=partial(body.since, "since"), has_business=body.has_business, source=body.source[:300],
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post("/agreements/{int:pk}/events", response=MADE, operation_id="record_agreement_event")
def record_event(request: ApiRequest, pk: int, body: schemas.AgreementEventIn) -> Any:
    row = mine(request, Agreement, pk)
    agreements.record_event(
        row, kind=known(body.kind, EventKind.values, "kind"), when=partial(body.when, "when"), source=body.source,
        source_url=body.source_url[:500], text=texts(body.text), by=request.auth,
        end_reason=known(body.end_reason, EndReason.values, "end_reason", or_empty=True) if body.kind == "ended" else "",
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post("/agreements/{int:pk}/actions", response=MADE, operation_id="plan_action")
def plan_action(request: ApiRequest, pk: int, body: schemas.ActionIn) -> Any:
    row = mine(request, Agreement, pk)
    agreements.plan_action(row, text=texts(body.text), owner=body.owner, due_on=body.due_on, by=request.auth)
    return Status(201, told(request, row))


# -- matching --------------------------------------------------------------------------------------------


@router.post("/challenges", response=MADE, operation_id="submit_challenge")
def submit_challenge(request: ApiRequest, body: schemas.ChallengeIn) -> Any:
    title = texts(body.title)
    submitted = matchmaking.submit_challenge(
        desk=desk_of(request.auth), by=request.auth, title=title, text=texts(body.text), ends_on=body.ends_on,
        at=timezone.now(), place=place_of(body.place), themes=themes_of(request, body.themes), source=body.source[:300],
        owner=mine(request, Organisation, body.owner),
    )  # fmt: skip
    return Status(201, told(request, submitted.challenge))


@router.post("/companies/{int:pk}/interest", response=MADE, operation_id="declare_interest")
def declare_interest(request: ApiRequest, pk: int, body: schemas.InterestIn) -> Any:
    row = matchmaking.declare_interest(
        Reader(request.auth).one(Company, pk), answer=known(body.answer, InterestAnswer.values, "answer"),
        on=body.on or timezone.localdate(), by=request.auth, themes=themes_of(request, body.themes),
        unwanted_themes=themes_of(request, body.unwanted_themes, "unwanted_themes"),
        wanted_places=[p for code in body.wanted_places if (p := place_of(code, "wanted_places"))],
        partner_type=body.partner_type[:120], no_go=body.no_go, note=texts(body.note), source=body.source[:300],
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post("/companies/{int:pk}/fit", response={204: None, codes_4xx: Refusal}, operation_id="judge_fit")
def judge_fit(request: ApiRequest, pk: int, body: schemas.FitIn) -> Any:
    matchmaking.judge_fit(
        Reader(request.auth).one(Company, pk), theme=themes_of(request, [body.theme], "theme")[0], score=body.score, reason=body.reason,
        by=request.auth, desk=desk_of(request.auth), on=timezone.localdate(),
    )  # fmt: skip
    return Status(204, None)


@router.post("/suggestions/{int:pk}/decisions", response=DONE, operation_id="decide_on_suggestion")
def decide(request: ApiRequest, pk: int, body: schemas.DecisionIn) -> Any:
    row = Reader(request.auth).one(Suggestion, pk)
    matchmaking.decide_on_suggestion(
        row, side=known(body.side, Side.values, "side"), answer=known(body.answer, Answer.values, "answer"), by=request.auth,
        reason=known(body.reason, DecisionReason.values, "reason", or_empty=True), at=timezone.now(),
    )  # fmt: skip
    return told(request, row)


@router.post(
    "/meeting-days/{int:pk}/requests", response={204: None, codes_4xx: Refusal}, operation_id="request_meeting"
)
def ask_for_meeting(request: ApiRequest, pk: int, body: schemas.MeetingRequestIn) -> Any:
    day = Reader(request.auth).one(MeetingDay, pk)
    parties = {
        row.pk: row
        for row in Attendance.objects.visible_to(request.auth).filter(day=day, pk__in=[body.guest, body.host])
    }
    if {body.guest, body.host} - set(parties):
        raise Http404
    request_meeting(
        day, guest=parties[body.guest], host=parties[body.host], by=request.auth, note=body.note, value=body.value
    )
    return Status(204, None)


# -- leads and effects -----------------------------------------------------------------------------------


@router.post("/leads", response=MADE, operation_id="open_lead")
def open_lead(request: ApiRequest, body: schemas.LeadIn) -> Any:
    row = followups.open_lead(
        desk=desk_of(request.auth), title=texts(body.title), owner=Reader(request.auth).one(Company, body.owner),
        on=timezone.localdate(), by=request.auth, origin_note=body.origin_note,
        counterpart=mine(request, Organisation, body.counterpart), place=place_of(body.place), next_step=body.next_step[:300],
        due_on=body.due_on, agreements=seen(request, Agreement, body.agreements), source=body.source[:300],
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post("/leads/{int:pk}/steps", response=DONE, operation_id="take_next_step")
def take_next_step(request: ApiRequest, pk: int, body: schemas.LeadStepIn) -> Any:
    row = mine(request, Lead, pk)
    stage = known(body.stage, Stage.values, "stage")
    followups.take_next_step(
        row, stage=stage, on=timezone.localdate(), by=request.auth, note=body.note[:300], next_step=body.next_step[:300],
        due_on=body.due_on,
    )  # fmt: skip
    return told(request, row)


@router.post("/leads/{int:pk}/loss", response=DONE, operation_id="lose_lead")
def lose_lead(request: ApiRequest, pk: int, body: schemas.LeadLossIn) -> Any:
    row = mine(request, Lead, pk)
    barrier = known(body.barrier, Barrier.values, "barrier")
    followups.lose_lead(row, barrier=barrier, on=timezone.localdate(), by=request.auth, note=body.note[:300])
    return told(request, row)


@router.post("/effects", response=MADE, operation_id="claim_effect")
def claim_effect(request: ApiRequest, body: schemas.EffectIn) -> Any:
    row = effects.claim_effect(
        desk=desk_of(request.auth), title=texts(body.title), kind=known(body.kind, ClaimKind.values, "kind"),
        on=timezone.localdate(), by=request.auth, lead=mine(request, Lead, body.lead),
        company=mine(request, Company, body.company), place=place_of(body.place),
        agreements=seen(request, Agreement, body.agreements), amount=body.amount,
        currency=known(body.currency, [code for code, _label in CURRENCIES], "currency"), when=partial(body.when, "when"),
        source=body.source,
    )  # fmt: skip
    return Status(201, told(request, row))


# -- directory -------------------------------------------------------------------------------------------


@router.post("/organisations", response=MADE, operation_id="add_organisation")
def add_organisation(request: ApiRequest, body: schemas.OrganisationIn) -> Any:
    row = directory.add_organisation(
        desk=desk_of(request.auth), by=request.auth, name=body.name, names=texts(body.names),
        kind=known(body.kind, OrganisationKind.values, "kind"), place=place_of(body.place), website=body.website[:200],
        source=body.source[:300],
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post("/sites/{int:pk}/standby", response=DONE, operation_id="stand_by")
def stand_by(request: ApiRequest, pk: int, body: schemas.StandbyIn) -> Any:
    site = mine(request, ReferenceSite, pk)
    catalogue.stand_by(
        site, host=mine(request, Person, body.host), notice_days=body.notice_days, starts_on=body.starts_on,
        ends_on=body.ends_on, by=request.auth,
    )  # fmt: skip
    return told(request, site)


@router.post("/organisations/{int:pk}/members", response=MADE, operation_id="join_network")
def join_network(request: ApiRequest, pk: int, body: schemas.MembershipIn) -> Any:
    row = directory.join_network(
        mine(request, Organisation, pk), member=mine(request, Organisation, body.member), by=request.auth,
        level=texts(body.level), entitles_to=texts(body.entitles_to), begins=partial(body.begins, "begins"),
        ends=partial(body.ends, "ends"), source=body.source[:300],
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post("/memberships/{int:pk}/end", response=DONE, operation_id="leave_network")
def leave_network(request: ApiRequest, pk: int, body: schemas.MembershipEndIn) -> Any:
    ends = partial(body.ends, "ends")
    if ends is None:
        raise Unknown(value=body.ends, field="ends")
    row = directory.leave_network(mine(request, NetworkMembership, pk), ends=ends, by=request.auth)
    return told(request, row)


def _sponsors(path: str, model: Any) -> None:
    @router.post(f"/{path}/{{int:pk}}/sponsors", response=MADE, operation_id=f"name_sponsor_{path}")
    def name_sponsor(request: ApiRequest, pk: int, body: schemas.SponsorIn) -> Any:
        row = directory.name_sponsor(
            mine(request, model, pk), person=mine(request, Person, body.person), by=request.auth,
            role=texts(body.role), period=partial(body.period, "period"), source=body.source[:300],
        )  # fmt: skip
        return Status(201, told(request, row))


_sponsors("agreements", Agreement)
_sponsors("projects", Project)


@router.post("/projects/{int:pk}/objectives", response=MADE, operation_id="set_objective")
def set_objective(request: ApiRequest, pk: int, body: schemas.ObjectiveIn) -> Any:
    row = projects.set_goal(mine(request, Project, pk), text=texts(body.text), by=request.auth)
    return Status(201, told(request, row))


@router.post("/objectives/{int:pk}/indicators", response=MADE, operation_id="tie_indicator")
def tie_indicator(request: ApiRequest, pk: int, body: schemas.MeasureIn) -> Any:
    (indicator,) = seen(request, Indicator, [body.indicator])
    row = effects.tie_indicator(mine(request, Goal, pk), indicator=indicator, by=request.auth)
    return Status(201, told(request, row))


@router.post("/access-points", response=MADE, operation_id="note_access")
def note_access(request: ApiRequest, body: schemas.AccessPointIn) -> Any:
    row = access.note_access(
        desk=desk_of(request.auth), by=request.auth, name=texts(body.name), text=texts(body.text), source=body.source,
        agreement=mine(request, Agreement, body.agreement), project=mine(request, Project, body.project),
        network=mine(request, Organisation, body.network), organisation=mine(request, Organisation, body.organisation),
        person=mine(request, Person, body.person), place=place_of(body.place), themes=themes_of(request, body.themes),
        since=partial(body.since, "since"),
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post("/access-points/{int:pk}/gains", response=MADE, operation_id="note_gain")
def note_gain(request: ApiRequest, pk: int, body: schemas.GainIn) -> Any:
    row = access.note_gain(
        mine(request, AccessPoint, pk), text=texts(body.text), by=request.auth, on=partial(body.on, "on"),
        contact=mine(request, Organisation, body.contact), source=body.source[:300],
    )  # fmt: skip
    return Status(201, told(request, row))


def _merges(path: str, model: Any, verb: Any, name: str) -> None:
    @router.post(
        f"/{path}/merge/preview",
        response={200: schemas.MergePreviewOut, codes_4xx: Refusal},
        operation_id=f"preview_merge_{name}",
    )
    def preview(request: ApiRequest, body: schemas.MergeIn) -> Any:
        looked = directory.preview_merge(
            mine(request, model, body.keep), mine(request, model, body.gone), by=request.auth
        )
        differing = [
            schemas.DifferenceOut(name=d.name, label=d.label, kept=str(d.kept), gone=str(d.gone))
            for d in looked.differences
        ]
        return schemas.MergePreviewOut(
            moves=looked.moves, folded=looked.folded, differences=differing, refusal=looked.refusal
        )

    @router.post(f"/{path}/merge", response={200: schemas.MergeOut, codes_4xx: Refusal}, operation_id=f"merge_{name}")
    def merge(request: ApiRequest, body: schemas.MergeIn) -> Any:
        row, trash = verb(
            mine(request, model, body.keep), mine(request, model, body.gone), by=request.auth, take=body.take
        )
        return schemas.MergeOut(record=told(request, row), undo=trash.pk)


_merges("organisations", Organisation, directory.merge_organisations, "organisations")
_merges("people", Person, directory.merge_people, "people")


@router.post("/merges/{int:pk}/undo", response=DONE, operation_id="undo_merge")
def undo_merge(request: ApiRequest, pk: int) -> Any:
    trash = Trash.objects.filter(pk=pk, desk__in=request.auth.editing_desk_ids).first()
    if trash is None:
        raise Http404
    return told(request, directory.undo_merge(trash, by=request.auth))


@router.post("/organisations/{int:pk}/sharing", response=DONE, operation_id="share_organisation")
def share_organisation(request: ApiRequest, pk: int, body: schemas.SharingIn) -> Any:
    row = mine(request, Organisation, pk)
    if body.level not in Level.values:
        raise Unknown(value=body.level, field="level")
    directory.share_record(row, level=body.level, by=request.auth)
    return told(request, row)
