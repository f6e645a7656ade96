"""What goes over the wire."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

Versions = dict[str, str]


class PlaceOut(Schema):
    scheme: str
    code: str
    name_en: str
    name_local: str


class RecordOut(Schema):
    """A record as this reader gets it: `facts` holds what its level lets through, nothing else."""

    kind: str = Field(description="agreements.agreement, catalogue.company, …")
    id: int
    level: int = Field(description="10 existence, 20 summary, 30 full")
    desk: str = Field(description="key of the owning desk")
    title: str
    is_invented: bool
    revision: int | None = Field(None, description="send it back when changing the record")
    facts: dict[str, Any]


class RecordPage(Schema):
    count: int
    items: list[RecordOut]


class Refusal(Schema):
    """Why something was refused: a code that never changes, a sentence, the field to blame where there is one."""

    code: str
    message: str
    field: str = ""
    facts: dict[str, str] = Field(default_factory=dict)


class DeskOut(Schema):
    key: str
    name: str
    language: str
    time_zone: str
    place: PlaceOut | None = None


class ThemeOut(Schema):
    key: str
    parent: str = ""
    labels: dict[str, list[str]]
    codes: dict[str, Any]
    is_listed: bool


class FoundOut(Schema):
    kind: str
    count: int
    items: list[RecordOut]


class AgreementIn(Schema):
    title: Versions = Field(description='{"en": "…", "zh-hans": "…"}; the first is the source')
    place: str = Field(description="code of the partner's place")
    home_place: str = ""
    kind: str = "cooperation"
    themes: list[str] = Field(default_factory=list, description="theme keys")
    aim: Versions = Field(default_factory=dict)
    since: str = Field("", description="as far as known: 2011, 2011-05, 2011/..")
    has_business: bool = False
    source: str = ""


class AgreementEventIn(Schema):
    kind: str
    when: str = ""
    source: str = Field(min_length=1, max_length=300)
    source_url: str = ""
    text: Versions = Field(default_factory=dict)
    end_reason: str = ""


class ActionIn(Schema):
    text: Versions
    owner: str = Field(min_length=1, max_length=120)
    due_on: date | None = None


class ChallengeIn(Schema):
    title: Versions
    text: Versions
    ends_on: date
    place: str = ""
    themes: list[str] = Field(default_factory=list)
    owner: int | None = Field(None, description="id of an organisation of this desk")
    source: str = ""


class InterestIn(Schema):
    answer: str = Field(description="now, maybe or no")
    on: date | None = None
    themes: list[str] = Field(default_factory=list)
    unwanted_themes: list[str] = Field(default_factory=list)
    wanted_places: list[str] = Field(default_factory=list)
    partner_type: str = ""
    no_go: str = ""
    note: Versions = Field(default_factory=dict)
    source: str = ""


class FitIn(Schema):
    theme: str
    score: int = Field(ge=0, le=3)
    reason: str = ""


class DecisionIn(Schema):
    side: str
    answer: str
    reason: str = ""


class LeadIn(Schema):
    title: Versions
    owner: int = Field(description="id of a company")
    counterpart: int | None = None
    place: str = ""
    origin_note: str = Field(min_length=1, max_length=300)
    next_step: str = ""
    due_on: date | None = None
    agreements: list[int] = Field(default_factory=list)
    source: str = ""


class LeadStepIn(Schema):
    stage: str
    note: str = ""
    next_step: str = ""
    due_on: date | None = None


class LeadLossIn(Schema):
    barrier: str
    note: str = ""


class EffectIn(Schema):
    title: Versions
    kind: str
    source: str = Field(min_length=1, max_length=300)
    company: int | None = None
    lead: int | None = None
    place: str = ""
    agreements: list[int] = Field(default_factory=list)
    amount: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    currency: str = Field("", max_length=3, description="empty where the source names none")
    when: str = ""


class OrganisationIn(Schema):
    name: str = Field(min_length=1, max_length=200)
    names: Versions = Field(default_factory=dict)
    kind: str = "company"
    place: str = ""
    website: str = ""
    source: str = ""


class StandbyIn(Schema):
    host: int = Field(description="id of a person of this desk")
    notice_days: int = Field(ge=0, le=30)
    starts_on: date | None = None
    ends_on: date | None = None


class MembershipIn(Schema):
    member: int = Field(description="id of an organisation of this desk")
    level: Versions = Field(default_factory=dict)
    entitles_to: Versions = Field(default_factory=dict)
    begins: str = Field("", description="as far as known: 2011, 2011-05")
    ends: str = ""
    source: str = ""


class MembershipEndIn(Schema):
    ends: str = Field(min_length=4, max_length=40, description="as far as known: 2011, 2011-05")


class SponsorIn(Schema):
    person: int = Field(description="id of a person of this desk")
    role: Versions = Field(default_factory=dict)
    period: str = Field("", description="as far as known: 2018, 2018/2022, 2018/..")
    source: str = ""


class ObjectiveIn(Schema):
    text: Versions


class MeasureIn(Schema):
    indicator: int = Field(description="id of an indicator whose definition you may read")


class AccessPointIn(Schema):
    name: Versions = Field(description="to whom or what the door leads")
    source: str = Field(min_length=1, max_length=300)
    agreement: int | None = Field(None, description="at least one of agreement, project and network opens it")
    project: int | None = None
    network: int | None = Field(None, description="id of an organisation of this desk")
    organisation: int | None = None
    person: int | None = None
    text: Versions = Field(default_factory=dict)
    place: str = ""
    themes: list[str] = Field(default_factory=list)
    since: str = ""


class GainIn(Schema):
    text: Versions
    on: str = ""
    contact: int | None = Field(None, description="id of an organisation of this desk")
    source: str = ""


class MeetingRequestIn(Schema):
    guest: int = Field(description="id of an attendance of the day")
    host: int
    note: str = ""
    value: int = Field(50, ge=0, le=100)


class MergeIn(Schema):
    keep: int
    gone: int
    take: list[str] = Field(default_factory=list, description="fields in which the one that goes is right")


class DifferenceOut(Schema):
    name: str
    label: str
    kept: str
    gone: str


class MergePreviewOut(Schema):
    moves: dict[str, int]
    folded: list[str]
    differences: list[DifferenceOut]
    refusal: str


class MergeOut(Schema):
    record: RecordOut
    undo: int = Field(description="send it to /merges/{undo}/undo to take the merge back")


class SharingIn(Schema):
    level: int = Field(description="0 private, 10 existence, 20 summary, 30 full")
