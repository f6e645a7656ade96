"""Companies, solutions and sites, as a desk keeps them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from greendesk.atlas.queries import CALLED_BY
from greendesk.catalogue import services
from greendesk.catalogue.models import ClientRelation, Company, Experience, ReferenceSite, Solution, Standby
from greendesk.desks.models import Level, LogEntry
from greendesk.desks.search import found_in
from greendesk.desks.sharing import Shown, shown
from greendesk.kit.errors import DomainError
from greendesk.matchmaking.models import Fit, Interest, InterestAnswer, ReadinessCheck, Suggestion
from greendesk.matchmaking.readiness import said_in
from greendesk.matchmaking.services import ask_interest, declare_interest, judge_fit, record_readiness
from greendesk.visits.models import Stop
from greendesk.visits.wear import months_before, worn_sites
from greendesk.web.suggested import lines_for
from greendesk.web.thread import thread_of
from greendesk.web.views import DeskRequest, desk_page, form_page, open_form, page_of, saved, shown_or_404, take

from .companies_forms import (
    WEEKDAYS,
    ClientForm,
    CompaniesFilter,
    CompanyForm,
    ExperienceForm,
    FitForm,
    InterestForm,
    ReadinessForm,
    SiteForm,
    SolutionForm,
    begin_with,
    hours_of,
)
from .pictures import PictureForm, pictures_shown

CHANCES = 5
ANSWERS = dict(InterestAnswer.choices)
LISTED = (
    "sharing", "is_invented", "organisation__name", "organisation__names", "desk__name",
    *(f"place__{column}" for column in CALLED_BY),
)  # fmt: skip
INTEREST_TONES = {"now": "good", "maybe": "amber", "no": "danger", "stale": "neutral"}


def filtered_companies(rows: Any, asked: dict[str, Any]) -> Any:
    if theme := asked.get("theme"):
        rows = rows.filter(Q(themes=theme) | Q(themes__parent=theme) | Q(solutions__themes=theme)).distinct()
    if place := asked.get("place"):
        rows = rows.filter(place__lineage__startswith=place.lineage)
    if size := asked.get("size"):
        rows = rows.filter(size_class=size)
    if text := asked.get("q"):
        rows = rows.filter(found_in("catalogue.company", text))
    if interest := asked.get("interest"):
        rows = _with_interest(rows, interest)
    return rows


def _with_interest(rows: Any, interest: str) -> Any:
    today = timezone.localdate()
    rows = rows.filter(shown_level__gte=Level.SUMMARY)
    if interest == "unknown":
        return rows.filter(~Exists(Interest.objects.filter(company=OuterRef("pk"))))
    said = (
        Interest.objects.stale(today)
        if interest == "stale"
        else Interest.objects.current(today).filter(answer=interest)
    )
    return rows.filter(pk__in=said.values("company"))


def newest_interest(account: Any, companies: list[int], *parts: str) -> dict[int, dict[str, Any]]:
    """Company → its latest word as the reader may see it, with a word and a tone for the badge; `parts` are what of it
    is read at once."""
    today = timezone.localdate()
    rows = (
        Interest.objects.visible_to(account, Level.SUMMARY)
        .filter(company__in=companies)
        .order_by("company", "-stated_on", "-pk")
        .prefetch_related(*parts)
    )
    newest: dict[int, dict[str, Any]] = {}
    for row in rows:
        is_stale = row.stale_on <= today
        newest.setdefault(
            row.company_id,
            {
                "row": row,
                "is_stale": is_stale,
                "word": ANSWERS.get(row.answer, row.answer),
                "tone": INTEREST_TONES["stale" if is_stale else row.answer],
            },  # fmt: skip
        )
    return newest


@desk_page
@require_GET
def companies(request: DeskRequest) -> HttpResponse:
    form = CompaniesFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    visible = Company.objects.visible_to(request.user).order_by("organisation__name", "pk")
    page = page_of(request, list(filtered_companies(visible, asked).values_list("pk", flat=True)))  # found only once
    rows = visible.filter(pk__in=page.object_list).select_related("organisation", "place", "desk").only(*LISTED)
    said = newest_interest(request.user, page.object_list)
    offers = dict(
        Solution.objects.visible_to(request.user, Level.SUMMARY).filter(companies__in=page.object_list)
        .values_list("companies").annotate(n=Count("pk"))
    )  # fmt: skip
    listed = [
        {"shown": one, "interest": said.get(one.pk), "solutions": offers.get(one.pk, 0)}
        for one in shown(rows.prefetch_related("themes"))
    ]
    return render(
        request, "desk/companies.html", {"form": form, "page": page, "listed": listed, "is_asked": any(asked.values())}
    )


@desk_page
@require_GET
def company(request: DeskRequest, pk: int) -> HttpResponse:
    return _company(request, pk)


def _company(request: DeskRequest, pk: int, **forms: Any) -> HttpResponse:
    account = request.user
    one = shown_or_404(
        Company,
        account,
        pk,
        rows=Company.objects.select_related("organisation", "place", "desk").prefetch_related("themes"),
    )
    may_edit = one.is_full and Company.objects.editable_by(account).filter(pk=pk).exists()
    context: dict[str, Any] = {"shown": one, "may_edit": may_edit, "thread": thread_of(one, account)}
    if one.is_summary:
        chances = (
            Suggestion.objects.visible_to(account, Level.FULL)
            .filter(company=pk)
            .worth_showing()
            .filter(challenge__state__in=["open", "answered"])
        )
        context |= {
            "solutions": shown(Solution.objects.visible_to(account, Level.SUMMARY).filter(companies=pk).prefetch_related("themes")),
            "sites": shown(_sites_of(account, pk)),
            "experiences": shown(Experience.objects.visible_to(account, Level.SUMMARY).filter(company=pk).select_related("place")),
            "interest": newest_interest(account, [pk], "themes", "unwanted_themes", "wanted_places").get(pk),
            "fits": Fit.objects.ours(account).filter(company=pk).select_related("theme", "by").order_by("-score"),
            "chances": lines_for(chances.with_offer().order_by("-score")[:CHANCES], account),
        }  # fmt: skip
    if one.record is not None:
        context["log"] = LogEntry.objects.told_of(one.record, account)[:8]
        context["numbers"] = one.organisation.numbers.all()
        context["people"] = one.organisation.people.visible_to(account, Level.FULL)[:8]
        context["clients"] = ClientRelation.objects.visible_to(account).filter(company=pk).select_related("client")
        context["check"] = check = ReadinessCheck.objects.visible_to(account, Level.FULL).filter(company=pk).first()
        context["said"] = said_in(check.answers, check.version) if check else ()
    context |= {
        "open": open_form(request, forms), "fit_form": FitForm, "experience_form": ExperienceForm,
        "client_form": partial(ClientForm, account=account), **forms,
    }  # fmt: skip
    return render(request, "desk/company.html", context, status=422 if forms else 200)


def _sites_of(account: Any, company: int) -> Any:
    rows = ReferenceSite.objects.visible_to(account, Level.SUMMARY).select_related("place")
    return rows.filter(Q(suppliers=company) | Q(solutions__companies=company)).distinct()


@desk_page
@require_http_methods(["GET", "POST"])
def company_new(request: DeskRequest) -> HttpResponse:
    def verb(revision: int | None, **facts: Any) -> Company:
        return services.register_company(desk=request.user.desk, by=request.user, **facts)  # type: ignore[arg-type]

    return form_page(
        request,
        CompanyForm(request.POST or None, account=request.user),
        verb,
        _("Register a company"),
        "web:company",
        "../",
    )


@desk_page
@require_http_methods(["GET", "POST"])
def company_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Company.objects.editable_by(request.user).select_related("organisation"), pk=pk)
    form = CompanyForm(request.POST or None, account=request.user)
    own = row.organisation
    begin_with(form, row, name=own.name, place=row.place, website=own.website, email=own.email, phone=own.phone)
    return form_page(
        request, form, lambda **facts: services.update_company(row, by=request.user, **facts),
        _("Edit: %(what)s") % {"what": row}, "web:company", "../",
    )  # fmt: skip


@desk_page
@require_http_methods(["GET", "POST"])
def company_interest(request: DeskRequest, pk: int) -> HttpResponse:
    """An officer enters what the company said."""
    row = get_object_or_404(Company.objects.editable_by(request.user).select_related("organisation"), pk=pk)
    form = InterestForm(request.POST or None, account=request.user)
    if said := row.interests.order_by("-stated_on", "-pk").first():
        begin_with(form, said, valid_months=12)
    if request.method == "POST" and take(
        form,
        lambda **facts: declare_interest(
            row, by=request.user, on=timezone.localdate(), source=_("told to the desk"), **facts
        ),
    ):
        messages.success(request, _("The interest of %(who)s is noted.") % {"who": row})
        return redirect("web:company", pk)
    title = _("What %(who)s wants") % {"who": row}
    return render(
        request, "desk/form.html", {"form": form, "title": title, "back": "../"}, status=422 if form.errors else 200
    )


@desk_page
@require_POST
def company_ask(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask again in one click: a letter with the company's link waits in the outbox."""
    row = get_object_or_404(Company.objects.editable_by(request.user), pk=pk)
    ask_interest(row, by=request.user)
    messages.success(request, _("A letter to %(who)s with its link waits in the outbox.") % {"who": row})
    return redirect("web:company", pk)


@desk_page
@require_POST
def company_fit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Company.objects.visible_to(request.user, Level.SUMMARY), pk=pk)
    form = FitForm(request.POST)
    desk = request.user.desk
    if take(form, lambda **facts: judge_fit(row, by=request.user, desk=desk, on=timezone.localdate(), **facts)):  # type: ignore[arg-type]
        messages.success(request, _("Your view is saved; the company does not see it."))
        return redirect("web:company", pk)
    return _company(request, pk, fit_form=form)


@desk_page
@require_POST
def company_experience(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Company.objects.editable_by(request.user), pk=pk)
    form = ExperienceForm(request.POST)
    if take(form, lambda **facts: services.share_experience(row, by=request.user, at=timezone.now(), **facts)):
        messages.success(request, _("The experience is kept."))
        return redirect("web:company", pk)
    return _company(request, pk, experience_form=form)


@desk_page
@require_POST
def company_client(request: DeskRequest, pk: int) -> HttpResponse:
    """Who is a client of whom: the door through which others may be introduced."""
    row = get_object_or_404(Company.objects.editable_by(request.user), pk=pk)
    form = ClientForm(request.POST, account=request.user)
    if noted := take(form, lambda **facts: services.note_client(row, by=request.user, **facts)):
        messages.success(request, saved(noted))
        return redirect("web:company", pk)
    return _company(request, pk, client_form=form)


@desk_page
@require_http_methods(["GET", "POST"])
def company_readiness(request: DeskRequest, pk: int) -> HttpResponse:
    """The checks so far, and the questions once more: each check stands beside the earlier ones."""
    row = get_object_or_404(Company.objects.editable_by(request.user).select_related("organisation", "desk"), pk=pk)
    return readiness_page(request, row, back="web:company", args=[pk])


def readiness_page(request: DeskRequest, company: Company, *, back: str, args: list[int]) -> HttpResponse:
    form = ReadinessForm(request.POST or None)
    on = timezone.localdate()
    if take(form, lambda **facts: record_readiness(company, by=request.user, on=on, **facts)):
        messages.success(request, saved(company))
        return redirect(back, *args)
    checks = ReadinessCheck.objects.visible_to(request.user, Level.FULL).filter(company=company)[:10]
    context = {
        "company": company, "form": form, "checks": [(check, said_in(check.answers, check.version)) for check in checks],
        "back": reverse(back, args=args),
    }  # fmt: skip
    return render(request, "desk/readiness.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def experience_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Experience.objects.editable_by(request.user), pk=pk)
    try:
        services.withdraw_experience(row, by=request.user)
        messages.success(request, _("Other desks no longer see it."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("web:company", row.company_id)


@desk_page
@require_GET
def experience(request: DeskRequest, pk: int) -> HttpResponse:
    one = shown_or_404(
        Experience, request.user, pk, rows=Experience.objects.select_related("company__organisation", "place", "desk")
    )
    return render(request, "desk/experience.html", {"shown": one})


@desk_page
@require_GET
def solution(request: DeskRequest, pk: int) -> HttpResponse:
    one = shown_or_404(
        Solution, request.user, pk, rows=Solution.objects.select_related("desk").prefetch_related("themes")
    )
    firms = (
        Company.objects.visible_to(request.user, Level.SUMMARY)
        .filter(solutions=pk)
        .select_related("organisation", "place")
    )
    sites = ReferenceSite.objects.visible_to(request.user, Level.SUMMARY).filter(solutions=pk).select_related("place")
    may_edit = Solution.objects.editable_by(request.user).filter(pk=pk).exists()
    return render(
        request, "desk/solution.html",
        {"shown": one, "companies": shown(firms), "sites": shown(sites), "may_edit": may_edit, "thread": thread_of(one, request.user)},
    )  # fmt: skip


@desk_page
@require_http_methods(["GET", "POST"])
def solution_new(request: DeskRequest) -> HttpResponse:
    form = SolutionForm(
        request.POST or None, account=request.user, initial={"companies": request.GET.getlist("company")}
    )

    def verb(revision: int | None, **facts: Any) -> Solution:
        return services.add_solution(desk=request.user.desk, by=request.user, **facts)  # type: ignore[arg-type]

    return form_page(request, form, verb, _("Add a solution"), "web:solution", "../../companies/")


@desk_page
@require_http_methods(["GET", "POST"])
def solution_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Solution.objects.editable_by(request.user), pk=pk)
    form = SolutionForm(request.POST or None, account=request.user)
    begin_with(form, row)
    return form_page(
        request, form, lambda **facts: services.update_solution(row, by=request.user, **facts),
        _("Edit: %(what)s") % {"what": row}, "web:solution", "../",
    )  # fmt: skip


@desk_page
@require_GET
def sites(request: DeskRequest) -> HttpResponse:
    """Where things run, with positions and wear: visits in the last twelve months, as a number a month."""
    form = CompaniesFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = ReferenceSite.objects.visible_to(request.user)
    if theme := asked.get("theme"):
        rows = rows.filter(Q(themes=theme) | Q(themes__parent=theme)).distinct()
    if place := asked.get("place"):
        rows = rows.filter(place__lineage__startswith=place.lineage)
    if text := asked.get("q"):
        rows = rows.filter(found_in("catalogue.referencesite", text))
    page = page_of(request, rows.select_related("place", "desk", "operator").prefetch_related("themes"))
    worn = wear([row.pk for row in page if row.shown_level >= Level.FULL])
    listed = [{"shown": one, "wear": worn.get(one.pk)} for one in shown(page)]
    return render(
        request,
        "desk/sites.html",
        {"form": form, "page": page, "listed": listed, "is_asked": any(asked.values()), "dots": _dots(listed)},
    )


def wear(pks: list[int]) -> dict[int, float]:
    """Visits a month over the last twelve, by site; visits that did not take place do not count."""
    now = timezone.now()
    stops = Stop.objects.filter(site__in=pks, starts_at__gte=now - timedelta(days=365), starts_at__lte=now)
    counts = (
        stops.exclude(state__in=["declined", "cancelled"])
        .values_list("site")
        .annotate(n=Count("programme__delegation", distinct=True))
    )
    return {site: round(n / 12, 1) for site, n in counts}


def _dots(listed: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Positions as points of a drawing 360 by 240, north up, with a margin; None when nothing has a position."""
    placed = [row["shown"] for row in listed if row["shown"].lat not in ("", None)]
    if not placed:
        return None
    lats, lons = [one.lat for one in placed], [one.lon for one in placed]
    wide, high = max(max(lons) - min(lons), 0.05), max(max(lats) - min(lats), 0.05)
    points = [
        {
            "x": round(20 + 320 * (one.lon - min(lons)) / wide),
            "y": round(220 - 200 * (one.lat - min(lats)) / high),
            "shown": one,
        }
        for one in placed
    ]
    return {"points": points}


@desk_page
@require_GET
def site(request: DeskRequest, pk: int) -> HttpResponse:
    rows = ReferenceSite.objects.select_related("place", "desk", "operator", "host").prefetch_related("themes")
    one: Shown = shown_or_404(ReferenceSite, request.user, pk, rows=rows)
    firms = (
        Company.objects.visible_to(request.user, Level.SUMMARY)
        .filter(Q(sites=pk) | Q(solutions__sites=pk))
        .select_related("organisation")
        .distinct()
    )
    offers = Solution.objects.visible_to(request.user, Level.SUMMARY).filter(sites=pk)
    hours = hours_of(one.opening) if one.is_full and one.opening else {}
    return render(
        request, "desk/site.html",
        {"shown": one, "pictures": pictures_shown(request.user, site=pk), "picture_form": PictureForm(), "companies": shown(firms), "solutions": shown(offers), "hours": _week(hours), "thread": thread_of(one, request.user),
         "wear": wear([pk]).get(pk, 0.0) if one.is_full else None,
         "worn": worn_sites([one.record], on=timezone.localdate())[0] if one.record else None,
         "standbys": Standby.objects.visible_to(request.user).filter(site=pk, host__erased_at=None).select_related("host"),
         "months": months_before(timezone.localdate()),
         "may_edit": ReferenceSite.objects.editable_by(request.user).filter(pk=pk).exists()},
    )  # fmt: skip


def _week(hours: dict[str, str]) -> list[tuple[Any, str]]:
    return [(day, hours.get(f"open_{number}", "")) for number, day in enumerate(WEEKDAYS)] if hours else []


@desk_page
@require_http_methods(["GET", "POST"])
def site_new(request: DeskRequest) -> HttpResponse:
    def verb(revision: int | None, **facts: Any) -> ReferenceSite:
        return services.add_site(desk=request.user.desk, by=request.user, **facts)  # type: ignore[arg-type]

    return form_page(
        request, SiteForm(request.POST or None, account=request.user), verb, _("Add a site"), "web:site", "../"
    )


@desk_page
@require_http_methods(["GET", "POST"])
def site_edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReferenceSite.objects.editable_by(request.user), pk=pk)
    form = SiteForm(request.POST or None, account=request.user)
    begin_with(form, row, closed_on=", ".join(row.closed_on), operator=row.operator_id, **hours_of(row.opening))
    return form_page(
        request, form, lambda **facts: services.update_site(row, by=request.user, **facts),
        _("Edit: %(what)s") % {"what": row}, "web:site", "../",
    )  # fmt: skip


urlpatterns = [
    path("companies/", companies, name="companies"),
    path("companies/new/", company_new, name="company-new"),
    path("companies/<int:pk>/", company, name="company"),
    path("companies/<int:pk>/edit/", company_edit, name="company-edit"),
    path("companies/<int:pk>/interest/", company_interest, name="company-interest"),
    path("companies/<int:pk>/ask/", company_ask, name="company-ask"),
    path("companies/<int:pk>/fit/", company_fit, name="company-fit"),
    path("companies/<int:pk>/experiences/", company_experience, name="company-experience"),
    path("companies/<int:pk>/clients/", company_client, name="company-client"),
    path("companies/<int:pk>/readiness/", company_readiness, name="company-readiness"),
    path("experiences/<int:pk>/", experience, name="experience"),
    path("experiences/<int:pk>/withdraw/", experience_withdraw, name="experience-withdraw"),
    path("solutions/new/", solution_new, name="solution-new"),
    path("solutions/<int:pk>/", solution, name="solution"),
    path("solutions/<int:pk>/edit/", solution_edit, name="solution-edit"),
    path("sites/", sites, name="sites"),
    path("sites/new/", site_new, name="site-new"),
    path("sites/<int:pk>/", site, name="site"),
    path("sites/<int:pk>/edit/", site_edit, name="site-edit"),
]
