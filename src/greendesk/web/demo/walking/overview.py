"""S2: one overview across many agreements: the register, a company's best chances, an authority's list of firms."""

from __future__ import annotations

from typing import Any

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Desk, Level
from greendesk.desks.sharing import Shown, shown
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking import wording
from greendesk.matchmaking.models import Challenge, Fit, Interest, InterestAnswer, Suggestion

from ...desk.matching import agreements_of
from ...lists.exporting import Table, all_tables, workbook_of
from ...suggested import Line, lines_for
from .walk import NotManaged, Step, Walk, counted, listed

RELEVANT = 2
CHANCES = 12
WANTED = ("now", "maybe")


def _desk(walk: Walk) -> Desk:
    desk: Desk = walk.row("desks", "clean")
    return desk


def export_register(walk: Walk) -> str:
    officer = walk.officer("officer-clean")
    tables = list(all_tables(officer))
    walk.write("register.xlsx", workbook_of(tables))
    rows = Agreement.objects.visible_to(officer)
    owners = rows.values("desk").distinct().count()
    lists = listed(f"{table.key} {len(table.rows)}" for table in tables if table.rows)
    return f"{counted(rows.count(), 'agreement', 'agreements')} of {counted(owners, 'desk', 'desks')}; rows: {lists}"


def find_chances(walk: Walk) -> str:
    """What each company of the desk could answer, whatever agreement a need came through."""
    officer = walk.officer("officer-clean")
    if not Suggestion.objects.exists():
        matchmaking.refresh_all(on=walk.today)
    firms = Company.objects.filter(desk=_desk(walk)).select_related("organisation").order_by("pk")
    tables, best, without = [], "", []
    for firm in firms:
        lines = _chances(firm, officer)
        if not lines:
            without.append(str(firm))
            continue
        tables.append(_chances_table(walk.key_of("companies", firm), str(firm), lines, officer))
        best = best or f"{firm}: {lines[0].challenge or lines[0].title} ({lines[0].score} %)"
    if not tables:
        raise NotManaged("no open need matches any company of the desk")
    walk.write("chances.xlsx", workbook_of(tables))
    rest = f"; nothing yet for {listed(without)}" if without else ""
    return f"{counted(len(tables), 'company', 'companies')} with chances, first: {best}{rest}"


def _chances(firm: Company, reader: Account) -> list[Line]:
    rows = Suggestion.objects.visible_to(reader, Level.FULL).filter(company=firm).worth_showing()
    live = rows.filter(challenge__state__in=["open", "answered"])
    return lines_for(live.with_offer().order_by("-score", "pk")[:CHANCES], reader)


def _chances_table(key: str, label: str, lines: list[Line], reader: Account) -> Table:
    found = agreements_of(lines, reader)
    headings = ["Need", "Place", "Desk of the need", "Under", "Open until", "Fit %", "Offer", "Why", "What is missing"]
    rows = []
    for line in lines:
        need = line.challenge
        rows.append(
            [
                str(need or "not shared with us"), str(need.place or "") if need else "", str(need.desk) if need else "",
                listed(found.get(line.suggestion.challenge_id, [])), need.ends_on or None if need else None, line.score,
                line.title, _words(line.said), _words(line.lacking),
            ]
        )  # fmt: skip
    return Table(key, label, headings, rows)


def _words(lines: list[wording.Line]) -> str:
    """Reasons in words, each with what stands in the need and in the offer."""
    quoted = [(line.text, " – ".join(words for words in (line.need, line.offer) if words)) for line in lines]
    return "; ".join(f"{text} ({words})" if words else text for text, words in quoted)


def judge_firms(walk: Walk) -> str:
    """The desk's own view, of companies it may see in the themes in which somebody asks for something."""
    officer, desk = walk.officer("officer-clean"), _desk(walk)
    firms = Company.objects.visible_to(officer, Level.SUMMARY).filter(is_invented=True).prefetch_related("themes")
    needs = Challenge.objects.visible_to(officer, Level.SUMMARY).open_on(walk.today).prefetch_related("themes")
    asked: dict[int, Challenge] = {}
    for need in needs.order_by("pk"):
        for theme in need.themes.all():
            asked.setdefault(theme.pk, need)
    judged = set(Fit.objects.filter(desk=desk).values_list("company_id", "theme_id"))
    for firm in firms.order_by("pk"):
        for theme in firm.themes.all():
            if theme.pk in asked and (firm.pk, theme.pk) not in judged:
                reason = f"Somebody asks for it: {asked[theme.pk]} (judged for the demonstration)"
                matchmaking.judge_fit(
                    firm, theme=theme, score=RELEVANT, by=officer, desk=desk, on=walk.today, reason=reason
                )
    count = Fit.objects.filter(desk=desk, score__gte=RELEVANT).count()
    return f"{counted(count, 'judgement', 'judgements')} of relevance by the desk, kept apart from what companies say"


def list_firms(walk: Walk) -> str:
    """What an authority asks for: firms that are relevant (the desk says so) and interested (the firm says so)."""
    officer = walk.officer("officer-clean")
    words = _newest_words(officer)
    rows, silent = [], 0
    fits = Fit.objects.filter(desk=_desk(walk), score__gte=RELEVANT).select_related("theme", "company")
    seen = {row.pk: row for row in shown(_firms(officer))}
    for fit in fits.order_by("theme__key", "-score", "pk"):
        firm, said = seen.get(fit.company_id), words.get(fit.company_id)
        if firm is None:
            continue
        if said is None or said.answer not in WANTED or said.stale_on <= walk.today:
            silent += 1
            continue
        rows.append(_firm_row(firm, fit, said))
    headings = [
        "Theme", "Company", "Town", "Desk", "Fit (the desk)", "Judged on", "Reason", "Interest (the company)", "Said on",
        "Holds until", "Wants",
    ]  # fmt: skip
    walk.write("relevant-and-interested.xlsx", workbook_of([Table("firms", "Firms", headings, rows)]))
    if not rows:
        raise NotManaged("no company is both judged relevant and interested")
    return f"{counted(len(rows), 'line', 'lines')}; {silent} more are relevant but silent, stale or not interested"


def _firms(officer: Account) -> Any:
    return Company.objects.visible_to(officer, Level.SUMMARY).select_related("organisation", "place", "desk")


def _newest_words(officer: Account) -> dict[int, Interest]:
    rows = Interest.objects.visible_to(officer, Level.SUMMARY).order_by("-stated_on", "-pk").prefetch_related("themes")
    newest: dict[int, Interest] = {}
    for row in rows:
        newest.setdefault(row.company_id, row)
    return newest


def _firm_row(firm: Shown, fit: Fit, said: Interest) -> list[Any]:
    return [
        fit.theme.label(), str(firm), str(firm.place or ""), str(firm.desk), fit.get_score_display(), fit.judged_on,
        fit.reason, str(InterestAnswer(said.answer).label), said.stated_on, said.stale_on, listed(said.themes.all()),
    ]  # fmt: skip


STEPS: tuple[tuple[str, Step], ...] = (
    ("register", export_register),
    ("chances", find_chances),
    ("relevance", judge_firms),
    ("firms", list_firms),
)
