"""Lists of what desks plan and do: projects, missions, delegations, events, indicators with their observations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from greendesk.desks.models import LANGUAGE_CHOICES, Level
from greendesk.effects.models import Indicator, Observation
from greendesk.effects.services import define_indicator, observe
from greendesk.events.models import Event
from greendesk.events.services import create_event
from greendesk.missions.models import Mission
from greendesk.missions.services import create_mission
from greendesk.projects.models import Project
from greendesk.projects.services import close_project, start_project
from greendesk.visits.models import Delegation, Direction
from greendesk.visits.services import plan_delegation

from ..columns import Amount, Choice, Day, Flag, Line, Many, Number, Partial, Refer, ReferMany, Whole, Words
from ..context import Context, Misread, names_of_texts
from ..kinds import ListKind, Values
from .common import ABOUT, PLACE, SHARING, SOURCE, SOURCE_URL, THEMES, named, organisation, sourced
from .outcomes import AGREEMENTS, CURRENCY, TITLE_WORDS

NAME = Words("name", pgettext_lazy("thing", "Name"), f"benämning; 项目名称; {TITLE_WORDS}", required=True)
STARTS_ON = Day(
    "starts_on",
    _l("First day"),
    "första dag; första dagen; startdatum; første dag; eerste dag; 开始日期; from; start date; arrives",
)
ENDS_ON = Day("ends_on", _l("Last day"), "sista dag; sista dagen; slutdatum; sidste dag; laatste dag; 结束日期; until; to; end date; leaves")  # fmt: skip


def names_of(row: Any) -> list[str]:
    return names_of_texts(row.name)


def found_by_name(model: Any, *same: str) -> Callable[[Values, Context], Any]:
    """The desk's one record of that name; where the list says more (a day, a place), it has to agree."""

    def find(values: Values, context: Context) -> Any:
        rows = {row.pk: row for name in values["name"].plain().values() for row in context.named(model, name, names_of)}
        agree = [
            row for row in rows.values()
            if all(not values.get(key) or getattr(row, key) in (None, "", values[key]) for key in same)
        ]  # fmt: skip
        return agree[0] if len(agree) == 1 else None

    return find


project = named(Project, names_of, _l("project"))
indicator = named(Indicator, names_of, _l("indicator"))


def enter_project(values: Values, context: Context) -> Project:
    closed_on = values.pop("closed_on", None)
    row = start_project(desk=context.desk, by=context.by, **sourced(values, context))
    return close_project(row, on=closed_on, by=context.by) if closed_on else row


def _partners(shown: Any) -> list[Any]:
    return [row.organisation for row in shown._row.partners.all()] if shown.is_summary else []


PROJECTS = ListKind(
    key="projects", label=_l("Projects"), model=Project,
    columns=(
        NAME,
        Words("objectives", _l("Objectives"), "mål; syfte; formål; doel; 目标; aim; purpose; description"),
        Refer("owner", pgettext_lazy("project", "Owner"), "ägare; projektägare; ejer; eigenaar; 负责单位; owner", find=organisation),
        Refer("funder", _l("Funder"), "finansiär; finansiering; bevillingsgiver; financier; 资助方; funder; funded by", find=organisation),
        ReferMany("partners", _l("Partners"), "partner; partnere; partners; 合作方", find=organisation, of=_partners),
        PLACE, THEMES, AGREEMENTS,
        Partial("period", _l("Period"), "period; periode; 期限; years; duration"),
        Number("budget", _l("Budget"), "budget; 预算; sum; belopp; beløb", places=2), CURRENCY,
        Refer("predecessor", _l("Follows"), "efterföljer; følger efter; volgt op; 前身; predecessor", find=project),
        Day("closed_on", _l("Closed"), "avslutat; afsluttet; gesloten; 结束日期; closed on"),
        *ABOUT,
    ),
    find=found_by_name(Project, "period"), enter=enter_project, names=names_of, near="name",
    rows=lambda account: Project.objects.visible_to(account).select_related("desk", "owner", "funder", "predecessor", "place__parent").prefetch_related("themes", "agreements", "partners__organisation"),
    words="projekt; projekter; projecten; 项目; projects; programmes",
)  # fmt: skip


def enter_mission(values: Values, context: Context) -> Mission:
    return create_mission(desk=context.desk, by=context.by, **sourced(values, context))


MISSIONS = ListKind(
    key="missions", label=_l("Missions"), model=Mission,
    columns=(
        NAME,
        Words("aim", _l("Aim"), "syfte; mål; formål; doel; 目标; purpose; description"),
        PLACE, THEMES, AGREEMENTS,
        Refer("project", _l("Project"), "projekt; project; 项目", find=project),
        Partial("period", _l("When, as the source says"), "när; hvornår; wanneer; 时间; when; period"),
        STARTS_ON, ENDS_ON,
        Amount("cohort_size", _l("Number of companies"), "antal företag; antal virksomheder; aantal bedrijven; 企业数量; companies"),
        Many("criteria", _l("Criteria"), "kriterier; criteria; 标准"),
        ReferMany("partners", _l("Matchers and partners"), "partner; partnere; partners; 合作方", find=organisation),
        *ABOUT,
    ),
    find=found_by_name(Mission, "starts_on"), enter=enter_mission, names=names_of, near="name",
    rows=lambda account: Mission.objects.visible_to(account).select_related("desk", "project", "place__parent").prefetch_related("themes", "agreements", "partners"),
    words="resor; delegationsresor; rejser; missies; 出访; 代表团出访; missions; journeys",
)  # fmt: skip


def enter_delegation(values: Values, context: Context) -> Delegation:
    return plan_delegation(desk=context.desk, by=context.by, **sourced(values, context))


DELEGATIONS = ListKind(
    key="delegations", label=_l("Delegations"), model=Delegation,
    columns=(
        NAME,
        Choice("direction", _l("Direction"), "riktning; retning; richting; 方向", choices=Direction.choices),
        Refer("organisation", _l("Organisation"), "organisation; organisatie; 单位; body", find=organisation),
        PLACE, THEMES, AGREEMENTS,
        Refer("project", _l("Project"), "projekt; project; 项目", find=project),
        Amount("size", _l("Number of guests"), "antal; antal gäster; antal gæster; aantal gasten; 人数; guests; people"),
        STARTS_ON, ENDS_ON,
        Line("period", _l("When, as the source says"), "när; hvornår; wanneer; 时间; when; period", most=80),
        Choice("language", _l("Language"), "språk; sprog; taal; 语言", choices=LANGUAGE_CHOICES, also="zh=zh-hans;chinese=zh-hans;中文=zh-hans;english=en"),
        Line("hotel", _l("Hotel"), "hotell; 酒店", most=160),
        *ABOUT,
    ),
    find=found_by_name(Delegation, "starts_on", "direction"), enter=enter_delegation, names=names_of, near="name",
    rows=lambda account: Delegation.objects.visible_to(account).select_related("desk", "organisation", "project", "place__parent").prefetch_related("themes", "agreements"),
    words="delegationer; besök; besøg; bezoeken; delegaties; 代表团; 来访; delegations; visits; guests",
)  # fmt: skip


def enter_event(values: Values, context: Context) -> Event:
    return create_event(desk=context.desk, by=context.by, **sourced(values, context))


EVENTS = ListKind(
    key="events", label=_l("Events"), model=Event,
    columns=(
        NAME,
        Words("text", _l("What it is about"), "beskrivning; innehåll; beskrivelse; indhold; beschrijving; 描述; description; content"),
        PLACE, THEMES, AGREEMENTS,
        Refer("project", _l("Project"), "projekt; project; 项目", find=project),
        Partial("when", _l("When, as the source says"), "när; hvornår; wanneer; 时间; when; period"),
        Day("starts_on", _l("Day"), "dag; datum; dato; 日期; date"),
        Line("time_zone", _l("Time zone"), "tidszon; tidszone; tijdzone; 时区", most=40),
        Whole("seats", _l("Seats"), "platser; pladser; plaatsen; 座位", least=0, most=32_000),
        *ABOUT,
    ),
    find=found_by_name(Event, "starts_on"), enter=enter_event, names=names_of, near="name",
    rows=lambda account: Event.objects.visible_to(account).select_related("desk", "project", "place__parent").prefetch_related("themes", "agreements"),
    words="evenemang; arrangementer; evenementen; 活动; events; fairs",
)  # fmt: skip


def enter_indicator(values: Values, context: Context) -> Indicator:
    return define_indicator(desk=context.desk, by=context.by, **sourced(values, context))


INDICATORS = ListKind(
    key="indicators", label=_l("Indicators"), model=Indicator,
    columns=(
        NAME,
        Words("definition", _l("Definition"), "definition; definitie; 定义; what is counted", required=True),
        Line("unit", _l("Unit"), "enhet; enhed; eenheid; 单位", required=True, most=40),
        Flag("is_own_effect", _l("Measures our own effect"), "egen effekt; eigen effect; 自身成效"),
        Amount("target", _l("Target"), "mål; målvärde; doel; 目标值"),
        THEMES, SHARING, SOURCE,
    ),
    find=found_by_name(Indicator), enter=enter_indicator, names=names_of, near="name",
    rows=lambda account: Indicator.objects.visible_to(account).select_related("desk").prefetch_related("themes"),
    words="indikatorer; indicatoren; 指标; indicators; statistics",
)  # fmt: skip


def find_observation(values: Values, context: Context) -> Observation | None:
    rows = values["indicator"].observations.filter(period=values["period"].written(), place=values.get("place"))
    said = values["value"].written() if values.get("value") else ""
    return next((row for row in rows if (row.value.written() if row.value else "") == said), None)


def enter_observation(values: Values, context: Context) -> Observation:
    values = sourced(values, context)
    if not values.get("value") and not values.get("statement"):
        raise Misread(_("Write a value or a statement."))
    return observe(values.pop("indicator"), by=context.by, **values)


OBSERVATIONS = ListKind(
    key="observations", label=_l("Observations"), model=Observation,
    columns=(
        Refer("indicator", _l("Indicator"), "indikator; indicator; 指标", required=True, find=indicator),
        Partial("period", _l("Period"), "period; periode; år; year; jaar; 时期; 年份", required=True),
        Amount("value", _l("Value"), "värde; værdi; waarde; 数值"),
        Words("statement", _l("Statement whose scope is unclear"), "påstående; udsagn; uitspraak; 表述"),
        PLACE,
        Line("vintage", _l("Definition used"), "använd definition; anvendt definition; gebruikte definitie; 所用定义", most=160),
        Flag("is_break", _l("The scope changed here"), "brott i serien; brud i serien; reeksbreuk; 口径变化"),
        Words("trap", _l("Mind"), "obs; bemærk; let op; 注意"),
        SOURCE, SOURCE_URL,
    ),
    find=find_observation, enter=enter_observation,
    rows=lambda account: Observation.objects.visible_to(account, Level.SUMMARY).select_related("indicator__desk", "place__parent"),
    words="observationer; värden; waarnemingen; 观测值; observations; values",
)  # fmt: skip
