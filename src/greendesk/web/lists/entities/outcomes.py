"""Lists of leads and of effects."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from greendesk.effects.models import ClaimKind, EffectClaim, Grade
from greendesk.effects.services import claim_effect, grade_effect
from greendesk.followups.models import Barrier, Lead, Stage
from greendesk.followups.services import lose_lead, open_lead, take_next_step
from greendesk.kit.facts import CURRENCIES

from ..columns import Choice, Day, Line, Number, Partial, Refer, ReferMany, Words
from ..context import Context, Misread, names_of_texts
from ..kinds import ListKind, Values
from .common import ABOUT, PLACE, SOURCE, agreement, company, named, organisation

TITLE_WORDS = "titel; rubrik; overskrift; 标题; title; name; namn; navn; naam"
AGREEMENTS = ReferMany(
    "agreements", _l("Agreements"), "avtal; aftaler; overeenkomsten; 协议; agreement", find=agreement
)
CURRENCY = Choice(
    "currency",
    _l("Currency"),
    "valuta; 货币; currency",
    choices=[c for c in CURRENCIES if c[0]],
    also="kr=SEK;€=EUR;rmb=CNY;元=CNY;人民币=CNY;$=USD",
)


def lead_names(row: Lead) -> list[str]:
    return names_of_texts(row.title)


def find_lead(values: Values, context: Context) -> Lead | None:
    found = {row.pk: row for name in values["title"].plain().values() for row in context.named(Lead, name, lead_names)}
    rows = [row for row in found.values() if row.owner_id == values["owner"].pk]
    return rows[0] if len(rows) == 1 else None


def enter_lead(values: Values, context: Context) -> Lead:
    """Opened, then moved to where the list says that it stands."""
    stage, barrier = values.pop("stage", None), values.pop("barrier", "")
    opened_on, closed_on = values.pop("opened_on", None) or context.today, values.pop("closed_on", None)
    if closed_on and closed_on < opened_on:
        raise Misread(_("It cannot be closed before it was opened."))
    if stage == Stage.LOST and not barrier:
        raise Misread(_("Name the barrier when a lead is lost."))
    values["origin_note"] = values.get("origin_note") or context.source
    values["source"] = values.get("source") or context.source
    on = closed_on or opened_on
    lead = open_lead(desk=context.desk, by=context.by, on=opened_on, **values)
    if stage == Stage.LOST:
        lose_lead(lead, barrier=barrier, on=on, by=context.by)
    elif stage and stage != lead.stage:
        steps = {"next_step": values.get("next_step", ""), "due_on": values.get("due_on")}
        take_next_step(lead, stage=stage, on=on, by=context.by, **steps)
    lead.refresh_from_db()
    return lead


LEADS = ListKind(
    key="leads", label=_l("Leads"), model=Lead,
    columns=(
        Words("title", _l("What it is about"), f"ärende; affär; sag; handel; zaak; 事项; lead; deal; {TITLE_WORDS}", required=True),
        Refer("owner", _l("Company that owns it"), "företag; bolag; virksomhed; bedrijf; 公司; 企业; company; owner", required=True, find=company),
        Refer("counterpart", _l("Counterpart"), "motpart; kund; modpart; kunde; tegenpartij; klant; 对方; 客户; customer; buyer", find=organisation),
        PLACE,
        Choice("stage", _l("Stage"), "fas; läge; status; fase; stadium; 阶段; stage", choices=Stage.choices),
        Line("next_step", _l("Next step"), "nästa steg; næste skridt; volgende stap; 下一步", most=300),
        Day("due_on", _l("Due"), "förfaller; senast; frist; uiterlijk; 截止日期; due date"),
        Choice("barrier", _l("Barrier"), "hinder; barriere; belemmering; 障碍", choices=Barrier.choices),
        Line("origin_note", _l("Where it began"), "ursprung; oprindelse; oorsprong; 来源; origin", most=300),
        AGREEMENTS,
        Day("opened_on", _l("Opened"), "öppnad; startdatum; åbnet; geopend; 开始日期; opened on; date"),
        Day("closed_on", _l("Closed"), "avslutad; lukket; gesloten; 结束日期; closed on"),
        SOURCE,
    ),
    find=find_lead, enter=enter_lead, names=lead_names,
    rows=lambda account: Lead.objects.visible_to(account).select_related("desk", "owner__organisation", "counterpart", "place__parent").prefetch_related("agreements"),
    words="affärer; leads; uppföljning; opfølgning; opvolging; 商机; deals; pipeline",
)  # fmt: skip


def claim_names(row: EffectClaim) -> list[str]:
    return names_of_texts(row.title)


lead = named(Lead, lead_names, _l("lead"))


def find_claim(values: Values, context: Context) -> EffectClaim | None:
    found = {
        row.pk: row
        for name in values["title"].plain().values()
        for row in context.named(EffectClaim, name, claim_names)
    }
    rows = [row for row in found.values() if not values.get("amount") or row.amount in (None, values["amount"])]
    return rows[0] if len(rows) == 1 else None


def enter_claim(values: Values, context: Context) -> EffectClaim:
    grade, evidence = values.pop("grade", None), values.pop("evidence_name", "")
    source_url, source_on = values.pop("source_url", ""), values.pop("source_on", None)
    values["source"] = values.get("source") or context.source
    claim = claim_effect(desk=context.desk, by=context.by, on=context.today, **values)
    if grade and grade != claim.grade:
        claim = grade_effect(claim, grade=grade, by=context.by, evidence_name=evidence, check_on=values.get("check_on"))
    if source_url or source_on:
        claim.source_url, claim.source_on = source_url, source_on
        claim.save()
    return claim


EFFECTS = ListKind(
    key="effects", label=_l("Effects"), model=EffectClaim,
    columns=(
        Words("title", _l("What came of it"), f"effekt; resultat; resultaat; 成果; effect; result; {TITLE_WORDS}", required=True),
        Choice("kind", _l("Kind"), "typ; type; soort; 类型", required=True, choices=ClaimKind.choices),
        Refer("lead", _l("Lead"), "affär; 商机", find=lead),
        Refer("company", _l("Company"), "företag; bolag; virksomhed; bedrijf; 公司; 企业", find=company),
        PLACE, AGREEMENTS,
        Number("amount", _l("Amount"), "belopp; värde; beløb; værdi; bedrag; waarde; 金额; value; sum", places=2),
        CURRENCY,
        Choice("grade", _l("Evidence"), "evidens; belägg; bevis; dokumentation; bewijs; 证据等级; grade", choices=Grade.choices),
        Line("evidence_name", _l("Name of the evidence"), "underlag; bilag; bewijsstuk; 证据; document"),
        Partial("when", _l("When"), "när; datum; hvornår; dato; wanneer; 时间; date; year; år"),
        Day("check_on", _l("Look again on"), "följ upp; kontrollera; følg op; opvolgen op; 复查日期"),
        *ABOUT,
    ),
    find=find_claim, enter=enter_claim, names=claim_names,
    rows=lambda account: EffectClaim.objects.visible_to(account).select_related("desk", "lead", "company__organisation", "place__parent").prefetch_related("agreements"),
    words="effekter; resultat; resultaten; 成果; effects; results",
)  # fmt: skip
