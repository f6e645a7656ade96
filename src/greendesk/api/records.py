"""Records as plain values, cut by level: the same wall as pages and exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import Http404

from greendesk.agreements.models import Agreement, AgreementSponsor
from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Account, Level, Role
from greendesk.desks.search import matching_ids
from greendesk.desks.sharing import DeskOwned, Shown
from greendesk.directory.models import NetworkMembership, Organisation, Person
from greendesk.directory.queries import reads_people
from greendesk.effects.models import EffectClaim, Indicator, Measure
from greendesk.events.models import Event
from greendesk.followups.models import Lead
from greendesk.kit.facts import PartialDate, Quantity
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Challenge, Interest, Suggestion
from greendesk.meetings.models import Meeting, MeetingDay
from greendesk.missions.models import Mission
from greendesk.projects.models import AccessPoint, Gain, Goal, Project, ProjectSponsor
from greendesk.visits.models import Delegation

from .schemas import RecordOut

KINDS: dict[str, Any] = {
    "organisations": Organisation, "people": Person, "agreements": Agreement, "companies": Company, "solutions": Solution,
    "sites": ReferenceSite, "projects": Project, "challenges": Challenge, "interests": Interest, "suggestions": Suggestion,
    "missions": Mission, "meeting-days": MeetingDay, "meetings": Meeting, "delegations": Delegation, "events": Event,
    "leads": Lead, "effects": EffectClaim, "memberships": NetworkMembership,
    "agreement-sponsors": AgreementSponsor, "project-sponsors": ProjectSponsor,
    "indicators": Indicator, "objectives": Goal, "measures": Measure,
    "access-points": AccessPoint, "gains": Gain,
}  # fmt: skip
NEVER = frozenset({"id", "desk", "revision", "sort_key", "sort_on", "is_invented", "uid"})
RESTRICTED: dict[Any, frozenset[str]] = {
    Organisation: frozenset({"email", "phone", "wechat", "address", "note"}),
    Person: frozenset({"email", "phone", "wechat", "note", "diet", "purpose", "legal_basis", "keep_until"}),
}
NAMED = (DeskOwned,)


@dataclass
class Reader:
    """One request's view of the register: whose, and what may be named in references."""

    account: Account

    def __post_init__(self) -> None:
        self.confidential = {desk for desk, role in self.account.roles.items() if role in Role.confidential()}
        self.sees_people = reads_people(self.account)
        self._named: dict[Any, set[int]] = {}

    def rows(self, model: Any) -> QuerySet[Any]:
        """All rows of a kind that this reader may know of, with what their facts need."""
        rows = model.objects.visible_to(self.account, Level.EXISTENCE if issubclass(model, DeskOwned) else Level.FULL)
        if model is Person:
            rows = rows.filter(erased_at=None, shown_level__gte=Level.SUMMARY)
            if not self.sees_people:
                rows = rows.exclude(desk__in=self.account.desk_ids)
        keys = [f.name for f in model._meta.concrete_fields if f.is_relation and f.related_model is not Account]
        many = [f.name for f in model._meta.many_to_many if f.name not in ("co_desks", "same_as")]
        return rows.select_related(*keys).prefetch_related(*many).order_by("pk")  # type: ignore[no-any-return]

    def one(self, model: Any, pk: int) -> Any:
        row = self.rows(model).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def may_name(self, model: Any, pk: int) -> bool:
        """References to what the reader may not see are left out. Looked up once for each kind and request."""
        if not hasattr(model.objects, "visible_to"):
            return True
        if model not in self._named:
            rows = model.objects.visible_to(self.account, Level.SUMMARY)
            if model is Person and not self.sees_people:
                rows = rows.none()
            self._named[model] = set(rows.values_list("pk", flat=True))
        return pk in self._named[model]

    def record(self, row: Any) -> RecordOut:
        seen = Shown(row) if isinstance(row, DeskOwned) else row
        level = seen.level if isinstance(seen, Shown) else int(Level.FULL)
        return RecordOut(
            kind=row._meta.label_lower,
            id=row.pk,
            level=level,
            desk=_desk_of(row).key,
            title=self._title(row, seen, level),
            is_invented=bool(getattr(row, "is_invented", False)),
            revision=getattr(row, "revision", None) if level >= Level.FULL else None,
            facts=self._facts(row, seen),
        )

    def _title(self, row: Any, seen: Any, level: int) -> str:
        """Own words for a suggestion, whose name would name both its sides."""
        return str(seen) if level >= Level.SUMMARY or isinstance(seen, Shown) else f"{row._meta.verbose_name} {row.pk}"

    def _facts(self, row: Any, seen: Any) -> dict[str, Any]:
        hidden = RESTRICTED.get(type(row), frozenset()) if _desk_of(row).pk not in self.confidential else frozenset()
        allowed = seen._allowed if isinstance(seen, Shown) else None
        facts = {}
        for column in (*row._meta.concrete_fields, *row._meta.many_to_many):
            name = column.name
            if (
                name in NEVER
                or name in hidden
                or name in ("co_desks", "same_as")
                or (allowed is not None and name not in allowed)
            ):
                continue
            if column.is_relation and column.related_model._meta.app_label in ("desks",):
                continue
            facts[name] = self._value(column, row)
        return facts

    def _value(self, column: Any, row: Any) -> Any:
        if column.many_to_many:
            found = [self._reference(other) for other in getattr(row, column.name).all()]
            return [reference for reference in found if reference is not None]
        value = getattr(row, column.name)
        if column.is_relation:
            return self._reference(value)
        return plain(value)

    def _reference(self, row: Any) -> Any:
        if row is None:
            return None
        if isinstance(row, Theme):
            return row.key
        if isinstance(row, Place):
            return {"scheme": row.scheme, "code": row.code, "name_en": row.name_en, "name_local": row.name_local}
        if not self.may_name(type(row), row.pk):
            return None
        return {"kind": row._meta.label_lower, "id": row.pk, "title": str(row)}

    def filtered(self, kind: str, ask: Filters) -> QuerySet[Any]:
        model = KINDS[kind]
        rows = self.rows(model)
        names = {f.name for f in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        if ask.q:
            rows = (
                rows.filter(pk__in=matching_ids(ask.q[:100], self.account, model._meta.label_lower))
                if issubclass(model, DeskOwned)
                else rows.none()
            )
        if ask.desk:
            rows = rows.filter(desk__key=ask.desk) if "desk" in names else rows.none()
        if ask.ours and issubclass(model, DeskOwned):
            rows = rows.filter(pk__in=model.objects.ours(self.account).values("pk"))
        if ask.place:
            rows = self._within(rows, ask.place) if "place" in names and _is_open(model, "place") else rows.none()
        if ask.theme:
            rows = (
                rows.filter(themes__key=ask.theme).distinct()
                if "themes" in names and _is_open(model, "themes")
                else rows.none()
            )
        return rows

    def _within(self, rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        asked = models.Q(pk__in=[])
        for place in Place.objects.filter(code=code):
            asked |= models.Q(place__lineage__startswith=place.lineage)
        return rows.filter(asked)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list was asked for; empty strings ask for nothing."""

    q: str = ""
    desk: str = ""
    place: str = ""
    theme: str = ""
    ours: bool = False


def _is_open(model: Any, name: str) -> bool:
    """Only what every reader of a row may see may be filtered by: a count says as much as a field."""
    return not issubclass(model, DeskOwned) or name in model.existence


def _desk_of(row: Any) -> Any:
    whole = row
    if not isinstance(row, DeskOwned):
        for step in row.whole.split("__"):
            whole = getattr(whole, step)
    return whole.desk


def plain(value: Any) -> Any:
    if isinstance(value, Texts):
        return {
            lang: {"text": e["text"], "origin": e["origin"], "state": value.state_of(lang)}
            | ({"by": e["by"]} if e.get("by") else {})
            for lang, e in value.items()
        }
    if isinstance(value, (PartialDate, Quantity)):
        return value.written()
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
