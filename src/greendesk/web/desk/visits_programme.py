"""The programme's verbs on the page: draft, move, lock, ask, send, repair; and the live day on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from greendesk.catalogue.models import ReferenceSite
from greendesk.kit.errors import DomainError
from greendesk.visits import services
from greendesk.visits.models import Delegation, Programme, Repair, Stop
from greendesk.visits.plans import has_stay
from greendesk.visits.rules import broken_rules
from greendesk.visits.services.repairs import reason
from greendesk.visits.sites import sites_open_to

from ..thread import thread_of
from ..views import DeskRequest, desk_page, refused, saved, take
from . import visits_moves, visits_together, visits_wear
from .visits_forms import AnswerForm, ClockForm, RepairForm, StopForm, StopPeopleForm


def stops_of(programme: Programme | None) -> list[Stop]:
    """Standing stops in the order of time, with what pages show of each."""
    if programme is None:
        return []
    rows = programme.stops.standing().select_related(
        "site", "site__operator", "organisation", "host", "interpreter", "guide"
    )
    return list(rows.prefetch_related("answers").order_by("starts_at"))


def broken(row: Delegation, now: datetime) -> tuple[str, ...]:
    if not has_stay(row) or not row.programmes.exists():
        return ()
    try:
        return broken_rules(row, today=timezone.localdate(now), now=now)
    except DomainError:
        return ()


def open_repairs(programme: Programme | None) -> list[dict[str, Any]]:
    """The latest unanswered repair with its answers, their stops by name."""
    repair = programme.repairs.filter(chosen="").first() if programme else None
    if repair is None:
        return []
    wanted = {pk for answer in repair.answers for key in ("dropped", "added", "moved") for pk in answer[key]}
    sites = ReferenceSite.objects.in_bulk(wanted)
    answers = [
        {
            "name": answer["name"], "label": _label(answer["name"]), "price": answer["price"],
            **{key: [sites[pk] for pk in answer[key] if pk in sites] for key in ("dropped", "added", "moved")},
            "days": [(date.fromisoformat(day), len(stops)) for day, stops in answer["plan"].items()],
        }
        for answer in repair.answers
    ]  # fmt: skip
    return [{"repair": repair, "why": reason(repair), "answers": answers}]


def _label(name: str) -> str:
    return {
        "one day": _("Repair this day only"), "few changes": _("Few changes on all days"), "anew": _("Plan anew around what is confirmed"),
    }.get(name, name)  # fmt: skip


def own(request: DeskRequest, pk: int) -> Any:
    return get_object_or_404(Delegation.objects.editable_by(request.user), pk=pk)


def own_stop(request: DeskRequest, pk: int) -> Any:
    rows = Stop.objects.editable_by(request.user).select_related(
        "programme__delegation__desk", "site", "host", "booking"
    )
    return get_object_or_404(rows, pk=pk)


def back(pk: int, anchor: str = "programme") -> HttpResponse:
    return redirect(reverse("web:delegation", args=[pk]) + f"#{anchor}")


def done(request: DeskRequest, pk: int, told: str, verb: Callable[[], Any], anchor: str = "programme") -> HttpResponse:
    """Call a verb of one button: what it did, or why not, stands on top of the page."""
    try:
        verb()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return back(pk, anchor)


@desk_page
@require_POST
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, pk)
    together = []
    if request.POST.get("together"):
        together = list(
            Delegation.objects.editable_by(request.user)
            .between(row.starts_on, row.ends_on)
            .exclude(pk=pk)
            .exclude(hotel_lat=None)
        )
    told = _("The draft is being worked out; it takes some seconds. This page shows it when it is there.")
    return done(request, pk, told, lambda: services.draft_programme(row, by=request.user, together=together))


@desk_page
@require_POST
def send(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, pk)
    programme = row.programmes.order_by("-number").first()
    if programme is None:
        messages.error(request, _("There is no programme yet. Make a draft first."))
        return back(pk)
    told = _("Version %(n)d counts from now on. Messages to guests and hosts wait in the outbox.") % {
        "n": programme.number
    }
    return done(request, pk, told, lambda: services.send_programme(programme, by=request.user, at=timezone.now()))


@desk_page
@require_http_methods(["GET", "POST"])
def stop_new(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, pk)
    now = timezone.now()
    form = StopForm(
        request.POST or None, delegation=row, account=request.user, initial={"site": request.GET.get("site")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_stop(
                row,
                starts_at=form.moment,
                by=request.user,
                today=timezone.localdate(),
                now=now,
                anyway=form.cleaned_data["anyway"],
                **form.facts(),
            )
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, saved(made.stop))
            return back(pk)
    page = {"form": form, "title": _("A stop by hand"), "back": reverse("web:delegation", args=[pk])}
    return render(request, "desk/form.html", page, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "POST"])
def stop(request: DeskRequest, pk: int) -> HttpResponse:
    """One stop: who receives, what was answered, and the verbs on it."""
    rows = Stop.objects.visible_to(request.user).select_related(
        "programme__delegation__desk", "site", "host", "organisation"
    )
    row = get_object_or_404(rows, pk=pk)
    delegation = row.programme.delegation
    zone = ZoneInfo(delegation.time_zone)
    local = row.starts_at.astimezone(zone)
    first = {"day": local.date().isoformat(), "at": f"{local:%H:%M}", "seen": row.starts_at.isoformat()}
    verb = request.POST.get("verb", "")
    move = ClockForm(request.POST if verb == "move" else None, delegation=delegation, initial=first)
    phone = AnswerForm(request.POST if verb == "phone" else None, delegation=delegation, initial=first)
    people = StopPeopleForm(request.POST if verb == "people" else None, instance=row, account=request.user)
    if request.method == "POST":
        own_stop(request, pk)
        kept = _act(request, row, verb, move, phone, people)
        if kept is not None:
            return kept
    context = {
        "stop": row, "row": delegation, "move": move, "phone": phone, "people": people, "answers": row.answers.all(), "feedback": getattr(row, "feedback", None),
        "may_edit": Delegation.objects.editable_by(request.user).filter(pk=delegation.pk).exists(), "thread": thread_of(row, request.user),
    }  # fmt: skip
    return render(
        request, "desk/stop.html", context, status=422 if move.errors or phone.errors or people.errors else 200
    )


def _act(
    request: DeskRequest, row: Stop, verb: str, move: ClockForm, phone: AnswerForm, people: StopPeopleForm
) -> HttpResponse | None:
    """What a button on a stop does; None where a form has to be shown again."""
    pk, now, today = row.programme.delegation_id, timezone.now(), timezone.localdate()
    if verb == "move":
        made = take(
            move,
            lambda day, at, anyway: services.move_stop(
                row, starts_at=move.moment, by=request.user, today=today, now=now, anyway=anyway
            ),
        )
        if made is None:
            return None
        messages.success(request, _("Moved. The way there has been measured again."))
        return back(pk)
    if verb == "people":
        if take(people, lambda **facts: services.describe_stop(row, by=request.user, **facts)) is None:
            return None
        messages.success(request, saved(row))
        return redirect("web:stop", row.pk)
    if verb == "phone":
        answered = take(phone, lambda **_facts: services.answer_by_phone(row, by=request.user, at=now, **phone.facts()))
        if answered is None:
            return None
        messages.success(request, _("The answer is kept."))
        return back(pk, "hosts")
    simple: dict[str, tuple[str, Callable[[], Any]]] = {
        "ask": (
            _("A letter to the host waits in the outbox; the time is held."),
            lambda: services.ask_host(row, by=request.user, at=now),
        ),
        "lock": (_("Locked."), lambda: services.lock_stop(row, locked=True, by=request.user)),
        "unlock": (_("No longer locked."), lambda: services.lock_stop(row, locked=False, by=request.user)),
        "remove": (_("Taken out."), lambda: services.remove_stop(row, by=request.user, today=today, now=now)),
    }
    if verb not in simple:
        return back(pk)
    told, act = simple[verb]
    return done(request, pk, told, act)


@desk_page
@require_POST
def ask_all(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask every host who has not been asked; those who cannot be are told one by one."""
    row = own(request, pk)
    asked = 0
    for one in stops_of(row.programmes.order_by("-number").first()):
        if one.host_id and one.state == "planned":
            try:
                services.ask_host(one, by=request.user, at=timezone.now())
                asked += 1
            except DomainError as refusal:
                messages.error(request, f"{one}: {refusal}")
    messages.success(request, _("%(n)d letters to hosts wait in the outbox.") % {"n": asked})
    return back(pk, "hosts")


@desk_page
@require_POST
def wish(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, pk)
    site = get_object_or_404(sites_open_to(row), pk=request.POST.get("site") or 0)
    said, _dash, turns = request.POST.get("wish", "").partition("-")
    must = {"must": True, "turns": True, "never": False}.get(said)
    groups = int(turns) if turns in {str(n) for n in range(2, 7)} else 1
    return done(
        request, pk, saved(site),
        lambda: services.wish_for_site(row, site=site, must=must, by=request.user, turns=groups), "sites",
    )  # fmt: skip


@desk_page
@require_POST
def minutes(request: DeskRequest, pk: int) -> HttpResponse:
    """The desk's own word on how long the way to a stop takes."""
    row = own_stop(request, pk)
    said = request.POST.get("minutes", "")
    delegation = row.programme.delegation
    if not said.isdecimal() or int(said) > 600:
        messages.error(request, _("Write the minutes as a number up to 600."))
        return back(delegation.pk)
    return done(
        request, delegation.pk, _("Your minutes count from now on."),
        lambda: services.say_minutes_to(row, minutes=int(said), by=request.user, today=timezone.localdate(), now=timezone.now()),
    )  # fmt: skip


@desk_page
@require_http_methods(["GET", "POST"])
def live(request: DeskRequest, pk: int) -> HttpResponse:
    """The day on a phone: what is next, what is late, and the ways to go on."""
    row = own(request, pk)
    programme = row.programmes.order_by("-number").first()
    stops = stops_of(programme)
    now = timezone.now()
    form = RepairForm(request.POST or None, delegation=row, stops=Stop.objects.filter(pk__in=[one.pk for one in stops]))
    if request.method == "POST" and form.is_valid():
        data = {key: value for key, value in form.cleaned_data.items() if value not in (None, "")}
        try:
            services.repair_programme(row, by=request.user, at=now, **data)
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Ways to go on are being worked out; this page shows them in a few seconds."))
            return redirect("web:delegation-live", pk)
    today = now.astimezone(ZoneInfo(row.time_zone)).date()
    days = sorted({one.starts_at.astimezone(ZoneInfo(row.time_zone)).date() for one in stops})
    here = _day_asked(request, days, today)
    mine = [one for one in stops if one.starts_at.astimezone(ZoneInfo(row.time_zone)).date() == here]
    context = {
        "row": row, "programme": programme, "stops": mine, "days": days, "here": here, "form": form, "now": now,
        "next": next((one for one in mine if one.ends_at > now), None), "repairs": open_repairs(programme),
    }  # fmt: skip
    return render(request, "desk/delegation_live.html", context, status=422 if form.errors else 200)


def _day_asked(request: DeskRequest, days: list[date], today: date) -> date | None:
    asked = request.GET.get("day", "")
    if asked in {day.isoformat() for day in days}:
        return date.fromisoformat(asked)
    return next((day for day in days if day >= today), days[-1] if days else None)


@desk_page
@require_POST
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    rows = Repair.objects.editable_by(request.user).select_related("programme__delegation")
    repair = get_object_or_404(rows, pk=pk)
    told = _("Changed. Look at the new version and send it; hosts whose visit moved get a message then.")
    return done(
        request, repair.programme.delegation_id, told,
        lambda: services.choose_repair(repair, name=request.POST.get("answer", ""), by=request.user, today=timezone.localdate(), now=timezone.now()),
    )  # fmt: skip


@desk_page
@require_safe
def job(request: DeskRequest, pk: int) -> HttpResponse:
    """Whether a draft is still being worked out; asked by the page every two seconds."""
    from greendesk.kit import jobs

    running = next((one for one in jobs.states_of(request.user.pk, limit=3) if not one.is_finished), None)
    if running is None:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "desk/delegation.html#job", {"job": running, "row": own(request, pk)})


urlpatterns: list[URLPattern] = [
    *visits_moves.urlpatterns,
    *visits_together.urlpatterns,
    *visits_wear.urlpatterns,
    path("visits/<int:pk>/draft/", draft, name="programme-draft"),
    path("visits/<int:pk>/job/", job, name="programme-job"),
    path("visits/<int:pk>/send/", send, name="programme-send"),
    path("visits/<int:pk>/ask/", ask_all, name="programme-ask"),
    path("visits/<int:pk>/wish/", wish, name="programme-wish"),
    path("visits/<int:pk>/stops/new/", stop_new, name="stop-new"),
    path("visits/<int:pk>/live/", live, name="delegation-live"),
    path("visits/stops/<int:pk>/", stop, name="stop"),
    path("visits/stops/<int:pk>/minutes/", minutes, name="stop-minutes"),
    path("visits/repairs/<int:pk>/choose/", choose, name="repair-choose"),
]
