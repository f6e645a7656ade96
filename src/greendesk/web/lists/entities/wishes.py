"""Lists of needs, of what companies want, of how the desk judges them, and of meetings asked for."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from greendesk.desks.models import LANGUAGE_CHOICES, Level
from greendesk.matchmaking import services
from greendesk.matchmaking.models import BudgetClass, Challenge, Fit, Interest, InterestAnswer
from greendesk.meetings.models import Attendance, MeetingDay, MeetingRequest, RequestClass
from greendesk.meetings.services import request_meeting

from ..columns import Amount, Choice, Day, Flag, Line, Passage, Places, Refer, Themes, Whole, Words
from ..context import Context, Misread, key_of, names_of_texts
from ..kinds import ListKind, Values
from .common import ABOUT, PLACE, SOURCE, THEMES, company, named, organisation, organisation_names, sourced


def challenge_names(row: Challenge) -> list[str]:
    return names_of_texts(row.title)


def find_challenge(values: Values, context: Context) -> Challenge | None:
    found = {
        row.pk: row
        for name in values["title"].plain().values()
        for row in context.named(Challenge, name, challenge_names)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def enter_challenge(values: Values, context: Context) -> Challenge:
    at = timezone.make_aware(datetime.combine(context.today, time(12)))
    values.setdefault("language", values["title"].source_lang or context.language)
    return services.submit_challenge(desk=context.desk, by=context.by, at=at, **sourced(values, context)).challenge


def change_challenge(row: Challenge, values: Values, context: Context) -> Challenge:
    return services.update_challenge(row, by=context.by, on=context.today, **values)


CHALLENGES = ListKind(
    key="challenges", label=_l("Needs"), model=Challenge,
    columns=(
        Words("title", _l("The need in one line"), "behov; utmaning; rubrik; udfordring; behoefte; uitdaging; 需求; 难题; 标题; challenge; need; title; problem", required=True),
        Words("text", _l("The need"), "beskrivning; beskrivelse; beschrijving; 描述; 需求描述; 说明; description; details", required=True),
        Choice("language", _l("Language"), "språk; sprog; taal; 语言", choices=LANGUAGE_CHOICES, also="zh=zh-hans;chinese=zh-hans;中文=zh-hans;english=en"),
        Refer("owner", _l("Whose need it is"), "ägare; behovsägare; ejer; eigenaar; 需求单位; 单位; owner; organisation", find=organisation),
        PLACE, THEMES,
        Amount("scale", _l("Size of the problem"), "storlek; omfattning; størrelse; omvang; 规模; size; scale"),
        Line("scale_unit", _l("Unit"), "enhet; enhed; eenheid; 单位; unit", most=40),
        Choice("budget_class", _l("Budget"), "budget; 预算", choices=BudgetClass.choices),
        Day("ends_on", _l("Open until"), "öppen till; slutdatum; åben til; open tot; 截止日期; deadline; end date", required=True),
        Flag("is_public", _l("On the public page"), "publik; offentlig; openbaar; 公开; public"),
        *ABOUT,
    ),
    find=find_challenge, enter=enter_challenge, change=change_challenge, names=challenge_names, near="title",
    rows=lambda account: Challenge.objects.visible_to(account).select_related("desk", "owner", "place__parent").prefetch_related("themes"),
    words="behov; utmaningar; udfordringer; uitdagingen; 需求; needs; challenges",
)  # fmt: skip


def find_interest(values: Values, context: Context) -> Interest | None:
    on = values.get("stated_on") or context.today
    return Interest.objects.filter(company=values["company"], stated_on=on, answer=values["answer"]).first()


def enter_interest(values: Values, context: Context) -> Interest:
    on = values.pop("stated_on", None) or context.today
    if on > context.today:
        raise Misread(_("Nobody can have said this on %(day)s yet.") % {"day": on.isoformat()})
    return services.declare_interest(values.pop("company"), on=on, by=context.by, **sourced(values, context))


INTERESTS = ListKind(
    key="interests", label=_l("Interest of companies"), model=Interest,
    columns=(
        Refer("company", _l("Company"), "företag; bolag; virksomhed; firma; bedrijf; 公司; 企业", required=True, find=company),
        Choice("answer", _l("Interest"), "intresse; svar; interesse; 意向; 兴趣; answer", required=True, choices=InterestAnswer.choices, also="ja=now;nej=no;kanske=maybe;måske=maybe;misschien=maybe;yes=now;nu=now;是=now;否=no"),
        Themes("themes", _l("Themes wanted"), "teman; temaer; thema's; 主题; themes; sectors"),
        Themes("unwanted_themes", _l("Themes not wanted"), "ej teman; uønskede temaer; ongewenst; 不感兴趣"),
        Places("wanted_places", _l("Places wanted"), "orter; marknader; steder; markeder; plaatsen; markten; 地区; markets; places"),
        Line("partner_type", _l("Kind of partner"), "typ av partner; partnertype; soort partner; 合作伙伴类型", most=120),
        Passage("no_go", _l("Partners not wanted"), "uteslutna; udelukket; uitgesloten; 排除"),
        Words("note", _l("In own words"), "kommentar; egna ord; bemærkning; opmerking; 备注; note"),
        Day("stated_on", _l("Said on"), "datum; dato; 日期; date"),
        Choice("sharing", _l("Other desks see"), "delning; deling; delen; 共享", choices=Level.choices),
        SOURCE,
    ),
    find=find_interest, enter=enter_interest,
    rows=lambda account: Interest.objects.visible_to(account, Level.SUMMARY).select_related("desk", "company__organisation").prefetch_related("themes", "unwanted_themes", "wanted_places"),
    words="intressen; interesser; interesses; 意向; interests",
)  # fmt: skip


def one_theme(text: str, context: Context) -> Any:
    try:
        return context.theme(text)
    except Misread as problem:
        raise Misread(_("No theme is called “%(text)s”.") % {"text": text}) from problem


def find_fit(values: Values, context: Context) -> Fit | None:
    row = Fit.objects.filter(desk=context.desk, company=values["company"], theme=values["theme"]).first()
    return row if row and (row.score, row.reason) == (values["score"], values.get("reason", "")) else None


def enter_fit(values: Values, context: Context) -> Fit:
    on = values.pop("judged_on", None) or context.today
    return services.judge_fit(values.pop("company"), by=context.by, desk=context.desk, on=on, **values)


FITS = ListKind(
    key="fits", label=_l("Fit as the desk sees it"), model=Fit,
    columns=(
        Refer("company", _l("Company"), "företag; virksomhed; bedrijf; 公司", required=True, find=company),
        Refer("theme", _l("Theme"), "tema; ämne; thema; 主题", required=True, find=one_theme),
        Whole("score", _l("Score"), "poäng; betyg; score; 评分", required=True, most=3),
        Line("reason", _l("Reason"), "skäl; motivering; begrundelse; reden; 理由", most=2_000),
        Day("judged_on", _l("Judged on"), "datum; dato; 日期; date"),
    ),
    find=find_fit, enter=enter_fit,
    rows=lambda account: Fit.objects.visible_to(account).select_related("desk", "company__organisation", "theme"),
    words="bedömning; vurdering; beoordeling; 匹配; fit",
)  # fmt: skip


def day_names(row: MeetingDay) -> list[str]:
    return names_of_texts(row.name)


meeting_day = named(MeetingDay, day_names, _l("meeting day"))


def attendance(day: MeetingDay, name: str, *, is_host_side: bool) -> Attendance:
    """Who takes part under that name. Raises Misread."""
    wanted = key_of(name)
    rows = [a for a in day.attendances.select_related("organisation") if wanted in organisation_names(a.organisation)]
    sided = [a for a in rows if a.is_host_side == is_host_side] or rows
    if len(sided) == 1:
        return sided[0]
    raise Misread(_("“%(name)s” does not take part in %(day)s; add them there first.") % {"name": name, "day": day})


def find_request(values: Values, context: Context) -> MeetingRequest | None:
    day = values["day"]
    guest, host = (attendance(day, values[side], is_host_side=side == "host") for side in ("guest", "host"))
    return MeetingRequest.objects.filter(day=day, guest=guest, host=host).first()


def enter_request(values: Values, context: Context) -> MeetingRequest:
    day = values.pop("day")
    guest, host = (attendance(day, values.pop(side), is_host_side=side == "host") for side in ("guest", "host"))
    return request_meeting(day, guest=guest, host=host, by=context.by, **values)


MEETING_REQUESTS = ListKind(
    key="meeting_requests", label=_l("Meetings asked for"), model=MeetingRequest,
    columns=(
        Refer("day", _l("Meeting day"), "mötesdag; mødedag; ontmoetingsdag; 洽谈会; event", required=True, find=meeting_day),
        Line("guest", _l("Guest"), "gäst; gæst; gast; 来宾; 外方; company; företag", required=True, of=lambda shown: shown.guest),
        Line("host", _l("Host"), "värd; vært; gastheer; 东道主; 中方; counterpart; motpart", required=True, of=lambda shown: shown.host),
        Choice("klass", _l("Must or wish"), "prioritet; prioriteit; 优先级; priority", choices=RequestClass.choices),
        Whole("value", _l("Value"), "värde; vægt; waarde; 权重; weight", most=100),
        Line("note", _l("Note"), "anteckning; bemærkning; opmerking; 备注", most=2_000),
    ),
    find=find_request, enter=enter_request,
    rows=lambda account: MeetingRequest.objects.visible_to(account).select_related("day__desk", "guest__organisation", "host__organisation"),
    words="mötesönskemål; mødeønsker; afspraken; 会面; meetings; requests",
)  # fmt: skip
