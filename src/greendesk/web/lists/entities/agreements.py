"""Lists of agreements, of what happened in them, and of what is to be done."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from greendesk.agreements import services
from greendesk.agreements.models import Action, Agreement, AgreementEvent, AgreementKind, EndReason, EventKind, Party
from greendesk.desks.models import Level

from ..columns import Choice, Day, Flag, Line, Partial, Places, Refer, ReferMany, Where, Words
from ..context import Context, Misread
from ..kinds import ListKind, Values
from .common import ABOUT, SOURCE_URL, THEMES, agreement, agreement_names, organisation, sourced

OWN_WORK = ("partners", "ours", "partner_places", "our_places", "signed", "ended", "end_reason")


def find_agreement(values: Values, context: Context) -> Agreement | None:
    found = {
        row.pk: row
        for name in values["title"].plain().values()
        for row in context.named(Agreement, name, agreement_names)
    }
    rows = [
        row
        for row in found.values()
        if not (values.get("place") and row.place_id and row.place_id != values["place"].pk)
    ]
    return rows[0] if len(rows) == 1 else None


def enter_agreement(values: Values, context: Context) -> Agreement:
    work = {key: values.pop(key) for key in OWN_WORK if key in values}
    row = services.register_agreement(desk=context.desk, by=context.by, **sourced(values, context))
    _work_on(row, work, values.get("source") or context.source, context)
    return row


def change_agreement(row: Agreement, values: Values, context: Context) -> Agreement:
    work = {key: values.pop(key) for key in OWN_WORK if key in values}
    if values:
        row = services.change_agreement(row, by=context.by, revision=row.revision, **values)
    _work_on(row, work, values.get("source") or context.source, context)
    return row


def _work_on(row: Agreement, work: Values, source: str, context: Context) -> None:
    """Parties and the two dates that lists have in columns; what is there already is not written twice."""
    for key, is_ours in (("partners", False), ("ours", True)):
        for party in work.get(key) or []:
            if not row.parties.filter(organisation=party).exists():
                services.add_party(row, organisation=party, is_ours=is_ours, by=context.by)
    for key, is_ours in (("partner_places", False), ("our_places", True)):
        for place in work.get(key) or []:
            if not row.parties.filter(place=place).exists():
                services.add_party(row, place=place, is_ours=is_ours, by=context.by)
    for key, kind in (("signed", EventKind.SIGNED), ("ended", EventKind.ENDED)):
        when = work.get(key)
        if when and not row.events.filter(kind=kind, when=when.written()).exists():
            reason = {"end_reason": work.get("end_reason") or ""} if kind == EventKind.ENDED else {}
            services.record_event(row, kind=kind, when=when, source=source, by=context.by, **reason)


def _parties(is_ours: bool) -> Any:
    def read(shown: Any) -> list[Any]:
        rows: list[Party] = list(shown.parties.all()) if shown.is_summary else []
        return [party.organisation for party in rows if party.organisation and party.is_ours == is_ours]

    return read


def _party_places(is_ours: bool) -> Any:
    """Places beside the two that have a column."""

    def read(shown: Any) -> list[Any]:
        rows: list[Party] = list(shown.parties.all()) if shown.is_summary else []
        own = {shown.place_id, shown.home_place_id} if shown.is_full else set()  # these are parties by themselves
        return [p.place for p in rows if p.place and p.place_id not in own and p.is_ours == is_ours]

    return read


def _nothing(shown: Any) -> None:
    return None


AGREEMENTS = ListKind(
    key="agreements", label=_l("Agreements"), model=Agreement,
    columns=(
        Words("title", pgettext_lazy("thing", "Title"), "titel; avtal; avtalets namn; aftale; overeenkomst; naam; 名称; 协议; 协议名称; agreement; name; mou", required=True),
        Choice("kind", _l("Kind"), "typ; type; slag; soort; 类型; avtalstyp", choices=AgreementKind.choices, also="vänort=sister;venskabsby=sister;stedenband=sister;友好城市=sister;sister city=sister;twinning=sister;avsiktsförklaring=letter;mou=mou;samarbetsavtal=cooperation;samarbejdsaftale=cooperation;备忘录=mou"),
        Where("home_place", _l("Our side"), "vår sida; hemort; vores side; onze kant; 我方; home place; our place"),
        Where("place", _l("Partner's place"), "partnerort; ort; plats; region; provins; stad; by; partnerby; provincie; 对方; 地点; 城市; 省份; 合作城市; place; city; province; partner city; partner region; motpart; var", required=True),
        Partial("since", _l("Since"), "sedan; startår; siden; sinds; 起始; 开始; start; year; år; jaar; 年份; since year"),
        Words("aim", _l("Aim"), "syfte; mål; formål; doel; 目标; purpose; beskrivning; description; content; innehåll"),
        Flag("has_business", _l("Has a business element"), "näringsliv; affärer; erhverv; business; handel; zakelijk; 商务; 经贸"),
        THEMES,
        Refer("parent", _l("Part of"), "del av; del af; onderdeel van; 隶属于; umbrella; ramavtal", find=agreement),
        ReferMany("partners", _l("Partner organisations"), "partner; motpart; avtalspart; partnere; tegenpartij; partners; 合作方; 对方单位; counterpart", find=organisation, of=_parties(False)),
        ReferMany("ours", _l("Our organisations"), "egen part; våra parter; vores parter; eigen partij; 我方单位; owner organisation", find=organisation, of=_parties(True)),
        Places("partner_places", _l("Partner places"), "partnerorter; andra orter; partnersteder; partnerplaatsen; 对方地区", of=_party_places(False)),
        Places("our_places", _l("Our places"), "våra orter; vores steder; onze plaatsen; 我方地区", of=_party_places(True)),
        Partial("signed", _l("Signed"), "undertecknat; undertecknad; signerat; tecknat; underskrevet; indgået; ondertekend; getekend; 签署; 签订; 签署日期; signed on; date signed; datum", of=_nothing),
        Partial("ended", _l("Ended"), "avslutat; upphört; slutdatum; ophørt; afsluttet; beëindigd; 终止; 结束; expired; end date", of=_nothing),
        Choice("end_reason", _l("Reason for the end"), "orsak; årsag; reden; 原因", choices=EndReason.choices, of=_nothing),
        Line("quality_label", _l("Distinction"), "utmärkelse; pris; onderscheiding; 荣誉"),
        Day("review_on", _l("Next review"), "nästa uppföljning; översyn; næste gennemgang; volgende evaluatie; 下次评审; review"),
        *ABOUT,
    ),
    find=find_agreement, enter=enter_agreement, change=change_agreement, names=agreement_names, near="title",
    rows=lambda account: Agreement.objects.visible_to(account).select_related("desk", "place__parent", "home_place", "parent").prefetch_related("themes", "parties__organisation", "parties__place"),
    words="avtal; aftaler; overeenkomsten; 协议; agreements; vänorter; mous", work=frozenset(OWN_WORK),
)  # fmt: skip

EVENT_SOURCE = Line("source", _l("Source"), "källa; kilde; bron; 来源", most=300)


def find_event(values: Values, context: Context) -> AgreementEvent | None:
    when = values.get("when")
    return values["agreement"].events.filter(kind=values["kind"], when=when.written() if when else "").first()  # type: ignore[no-any-return]


def enter_event(values: Values, context: Context) -> AgreementEvent:
    values = sourced(values, context)
    if values["kind"] == EventKind.ENDED and not values.get("end_reason"):
        raise Misread(_("Say why it ended, in the column “%(column)s”.") % {"column": _("Reason for the end")})
    return services.record_event(values.pop("agreement"), by=context.by, when=values.pop("when", None), **values)


AGREEMENT_EVENTS = ListKind(
    key="agreement_events", label=_l("Events of agreements"), model=AgreementEvent,
    columns=(
        Refer("agreement", _l("Agreement"), "avtal; aftale; overeenkomst; 协议; title", required=True, find=agreement),
        Choice("kind", _l("What happened"), "händelse; hændelse; gebeurtenis; 事件; event; kind; typ; type", required=True, choices=EventKind.choices),
        Partial("when", _l("Date"), "datum; dato; 日期; date; when; när"),
        EVENT_SOURCE, SOURCE_URL,
        Words("text", _l("Note"), "anteckning; bemærkning; opmerking; 备注; note"),
        Choice("end_reason", _l("Reason for the end"), "orsak; årsag; reden; 原因", choices=EndReason.choices),
        Flag("is_shown", _l("The date we show"), "visas; vises; getoond"),
    ),
    find=find_event, enter=enter_event,
    rows=lambda account: AgreementEvent.objects.visible_to(account, Level.SUMMARY).select_related("agreement__desk"),
    words="händelser; hændelser; gebeurtenissen; 事件; events",
)  # fmt: skip


def find_action(values: Values, context: Context) -> Action | None:
    wanted = set(values["text"].plain().values())
    return next((row for row in values["agreement"].actions.all() if wanted & set(row.text.plain().values())), None)


def enter_action(values: Values, context: Context) -> Action:
    done_on = values.pop("done_on", None)
    row = services.plan_action(values.pop("agreement"), by=context.by, **values)
    return services.tick_action(row, on=done_on, by=context.by) if done_on else row


ACTIONS = ListKind(
    key="actions", label=_l("Action plans"), model=Action,
    columns=(
        Refer("agreement", _l("Agreement"), "avtal; aftale; overeenkomst; 协议", required=True, find=agreement),
        Words("text", _l("What is to be done"), "åtgärd; aktivitet; handling; opgave; actie; 任务; 行动; action; task", required=True),
        Line("owner", _l("Who sees to it"), "ansvarig; ansvarlig; verantwoordelijke; 负责人; owner; responsible", required=True, most=120),
        Day("due_on", _l("Due"), "förfaller; senast; frist; deadline; uiterlijk; 截止日期; due date"),
        Day("done_on", _l("Done"), "klart; gjort; udført; gedaan; 完成日期; done on"),
    ),
    find=find_action, enter=enter_action,
    rows=lambda account: Action.objects.visible_to(account).select_related("agreement__desk"),
    words="åtgärder; handlingsplan; handlingsplaner; actieplan; 行动计划; actions; tasks",
)  # fmt: skip
