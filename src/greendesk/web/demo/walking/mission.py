"""S0: from the agreement between two regions to leads, over a call, a cohort and a meeting day in Wuhan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from greendesk.followups import services as followups
from greendesk.followups.models import Lead
from greendesk.kit.texts import Texts
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking import wording
from greendesk.matchmaking.models import Challenge, Suggestion
from greendesk.meetings import feeds, sheets
from greendesk.meetings import services as meetings
from greendesk.meetings.models import Attendance, Meeting, MeetingDay, RequestClass
from greendesk.meetings.queries import current_version
from greendesk.meetings.sayings import why_unplaced
from greendesk.missions import services as missions
from greendesk.missions.models import ApplicationState, Mission

from .walk import SOURCE, NotManaged, Step, Walk, counted

ASKED_PER_NEED = 4
HELD = 6
LEADS = 3
MATCHERS = ("een-central-china", "wuhan-commerce-bureau")
MOVES, SECONDS = 60_000, 20.0


def _mission(walk: Walk) -> Mission:
    mission: Mission = walk.row("missions", "wuhan")
    return mission


def _day(walk: Walk) -> MeetingDay:
    day: MeetingDay = walk.row("meeting_days", "wuhan-day")
    return day


def begin_at_the_agreement(walk: Walk) -> str:
    agreement = walk.row("agreements", "dalarna-hubei")
    signed = agreement.events.filter(kind="signed").order_by("-is_shown").first()
    if signed is None:
        raise NotManaged(f"{agreement} has no signing on record")
    if agreement not in _mission(walk).agreements.all():
        raise NotManaged(f"{_mission(walk)} does not stand on {agreement}")
    return f"{agreement}, signed {signed.when} ({signed.source}); {_mission(walk)} stands on it"


def call_for_companies(walk: Walk) -> str:
    mission = _mission(walk)
    if mission.cohort_fixed_at is None and mission.call_opens_on and mission.call_closes_on:
        mission = missions.open_call(
            mission, opens_on=mission.call_opens_on, closes_on=mission.call_closes_on, by=walk.officer("officer")
        )
    sent = mission.applications.count()
    return f"open {mission.call_opens_on} to {mission.call_closes_on}, {counted(sent, 'application', 'applications')}"


def fix_the_cohort(walk: Walk) -> str:
    """As many as the cohort holds, best score first; whoever has no scores yet is read before the weakest."""
    mission = _mission(walk)
    rows = list(mission.applications.select_related("company__organisation"))
    if mission.cohort_fixed_at is None:
        most = int(mission.cohort_size.high) if mission.cohort_size else len(rows)
        ranked = sorted(rows, key=lambda row: (-sum(row.scores.values()) if row.scores else -9, row.pk))
        missions.fix_cohort(
            mission, accepted=ranked[:most], waiting=ranked[most:], by=walk.officer("officer"), at=walk.at
        )
    accepted = mission.applications.filter(state=ApplicationState.ACCEPTED).count()
    unscored = sum(not row.scores for row in rows)
    return f"{accepted} of {len(rows)} accepted, a letter to each waits in the outbox; {unscored} without scores"


def _needs(walk: Walk) -> list[Challenge]:
    agreement = walk.row("agreements", "dalarna-hubei")
    return list(Challenge.objects.open_on(walk.today).filter(agreements=agreement).order_by("pk"))


def suggest_companies(walk: Walk) -> str:
    needs = _needs(walk)
    if not needs:
        raise NotManaged("no need under this agreement is open today")
    if any(not need.suggestions.exists() for need in needs):
        matchmaking.refresh_all(on=walk.today)
    rows = Suggestion.objects.filter(challenge__in=needs).worth_showing()
    empty = [need for need in needs if not any(row.challenge_id == need.pk for row in rows)]
    best = rows.filter(company__isnull=False).order_by("-score").first()
    reason = f"; best: {best} because {wording.one_line(best.reasons, 'en')}" if best else ""
    rest = f"; none for {', '.join(map(str, empty))}" if empty else ""
    return f"{counted(len(needs), 'need', 'needs')}, {len(rows)} suggestions worth showing{reason}{rest}"


def _parties(day: MeetingDay) -> dict[int, Attendance]:
    return {row.organisation_id: row for row in day.attendances.select_related("organisation").order_by("pk")}


def ask_for_meetings(walk: Walk) -> str:
    """The best answers to each need meet its owner; everybody meets the matchers in Wuhan, first whom no need wants."""
    day, officer = _day(walk), walk.officer("officer")
    if not day.requests.exists():
        parties = _parties(day)
        for need in _needs(walk):
            _ask_owner(walk, day, parties, need)
        answering = set(day.requests.values_list("guest_id", flat=True))
        hosts = [parties.get(walk.row("organisations", key).pk) for key in MATCHERS]
        for party in parties.values():
            for host in hosts:
                if host and not party.is_host_side:
                    value = 20 if party.pk in answering else 40
                    meetings.request_meeting(day, guest=party, host=host, by=officer, at=walk.at, value=value)
        for request in day.requests.all():
            meetings.answer_request(request, accept=True, by=officer, at=walk.at)
    asked = day.requests.count()
    from_needs = day.requests.filter(suggestion__isnull=False).count()
    return f"{asked} requests, {from_needs} of them from suggestions, accepted by the desk for silent parties"


def _ask_owner(walk: Walk, day: MeetingDay, parties: dict[int, Attendance], need: Challenge) -> None:
    host = parties.get(need.owner_id or 0)
    if host is None:
        return
    rows = need.suggestions.worth_showing().filter(company__isnull=False).select_related("company").order_by("-score")
    met: set[int] = set()
    for row in rows:
        guest = parties.get(row.company.organisation_id)
        if guest is None or guest.pk in met or len(met) == ASKED_PER_NEED:
            continue
        met.add(guest.pk)
        klass = RequestClass.MUST if len(met) == 1 else RequestClass.WISH
        meetings.request_meeting(
            day, guest=guest, host=host, suggestion=row, klass=klass, value=round(100 * row.score),
            by=walk.officer("officer"), at=walk.at,
        )  # fmt: skip


def plan_the_day(walk: Walk) -> str:
    day, officer = _day(walk), walk.officer("officer")
    if current_version(day) is None:
        keys = [key for key in walk.rows("resources") if key.startswith("wuhan-interpreter")]
        meetings.set_interpreters(day, interpreters=[walk.row("resources", key) for key in keys], by=officer)
        draft = meetings.plan_meeting_day(day, by=officer, at=walk.at, moves=MOVES, seconds=SECONDS)
        meetings.publish_timetable(draft, by=officer, at=walk.at)
    version = current_version(day)
    assert version is not None
    facts = version.facts
    helped = day.meetings.on_paper().filter(interpreter__isnull=False).count()
    left = [f"{one.title} ({one.text})" for one in why_unplaced(day, facts)]
    rest = f"; without a place: {'; '.join(left)}" if left else "; every request has a place"
    return f"version {version.number} published, {facts['placed']} meetings, {helped} with an interpreter{rest}"


def print_timetables(walk: Walk) -> str:
    day = _day(walk)
    host = urlsplit(walk.public_url).hostname or "greendesk"
    walk.paper("meetings/wall_grid", sheets.wall_sheet(day, public_url=walk.public_url), "wall-grid")
    version = current_version(day)
    if version is None or version.published_at is None:
        raise NotManaged("no timetable is published")
    rows = day.attendances.select_related("day__desk", "day__place", "organisation").prefetch_related("people")
    for party in rows.order_by("pk"):
        name = f"timetables/{walk.key_of_body(party.organisation)}"
        walk.paper("meetings/timetable", sheets.timetable_sheet(party, public_url=walk.public_url), name)
        lang = sheets.languages_of(party)[0]
        walk.write(f"{name}.ics", feeds.feed_of(party, lang=lang, host=host, at=version.published_at))
    return f"wall grid, and {len(rows)} personal timetables as PDF and .ics"


def _held(day: MeetingDay) -> list[Meeting]:
    """Meetings of invented firms with the invented owner of a need, the likeliest first: these are noted as held."""
    rows = day.meetings.on_paper().with_parties().filter(request__suggestion__isnull=False)
    invented = rows.filter(
        request__guest__organisation__is_invented=True, request__host__organisation__is_invented=True
    )
    return list(invented.order_by("-request__suggestion__score", "pk")[:HELD])


def hold_meetings(walk: Walk) -> str:
    day = _day(walk)
    rows = _held(day)
    for number, meeting in enumerate(rows):
        if meeting.state != "held":
            interest = 3 if number < LEADS else 2
            meetings.record_meeting(
                meeting, by=walk.officer("officer"), outcome="held", guest_interest=3, host_interest=interest,
                next_step="Send data sheets in Chinese", is_second=False,
            )  # fmt: skip
    if not rows:
        raise NotManaged("no meeting between invented parties was placed")
    ahead = f", dated ahead to {day.starts_on}" if day.starts_on > walk.today else ""
    return f"{len(rows)} meetings noted as held (invented parties only{ahead})"


def open_leads(walk: Walk) -> str:
    day = _day(walk)
    wanted = [row for row in _held(day) if row.state == "held" and row.host_interest == 3]
    for meeting in wanted:
        if not Lead.objects.filter(meeting=meeting).exists():
            _open_lead(walk, day, meeting)
    leads = Lead.objects.filter(meeting__day=day)
    return f"{leads.count()} opened by meetings: {', '.join(sorted(str(lead) for lead in leads))}"


def _open_lead(walk: Walk, day: MeetingDay, meeting: Meeting) -> None:
    suggestion: Any = meeting.request.suggestion
    need: Challenge = suggestion.challenge
    titles = {lang: f"{suggestion.company} · {text}" for lang, text in need.title.plain().items()}
    lead = followups.open_lead(
        desk=day.desk, title=Texts.from_plain(titles), owner=suggestion.company, on=day.starts_on,
        by=walk.officer("officer"), origin=meeting, counterpart=need.owner, place=need.place,
        next_step="Send data sheets in Chinese", due_on=day.starts_on + timedelta(days=14), source=SOURCE,
        is_invented=True,
    )  # fmt: skip
    followups.take_next_step(
        lead, stage="papers", on=day.starts_on + timedelta(days=10), by=walk.officer("officer"),
        note="Data sheets sent", next_step="Second meeting by video", due_on=day.starts_on + timedelta(days=30),
    )  # fmt: skip


STEPS: tuple[tuple[str, Step], ...] = (
    ("agreement", begin_at_the_agreement),
    ("call", call_for_companies),
    ("cohort", fix_the_cohort),
    ("suggestions", suggest_companies),
    ("requests", ask_for_meetings),
    ("meeting day", plan_the_day),
    ("papers", print_timetables),
    ("meetings", hold_meetings),
    ("leads", open_leads),
)
