"""Lists and records of every kind, places, themes, desks, and search."""

from __future__ import annotations

from typing import Annotated, Any

from django.apps import apps
from ninja import Query, Router

from greendesk.atlas.models import Place
from greendesk.catalogue.lexicon import themes_for
from greendesk.desks.models import Desk
from greendesk.desks.search import find

from .access import ApiRequest
from .records import KINDS, Filters, Reader
from .schemas import DeskOut, FoundOut, PlaceOut, RecordOut, RecordPage, Refusal, ThemeOut

router = Router()  # the verbs are added to the same one, since a path belongs to one router
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Word = Annotated[str, Query(max_length=100)]


def _place(place: Place | None) -> PlaceOut | None:
    if place is None:
        return None
    return PlaceOut(scheme=place.scheme, code=place.code, name_en=place.name_en, name_local=place.name_local)


@router.get("/desks", response=list[DeskOut], operation_id="list_desks")
def desks(request: ApiRequest) -> list[DeskOut]:
    rows = Desk.objects.select_related("place")
    return [
        DeskOut(key=d.key, name=d.name, language=d.language, time_zone=d.time_zone, place=_place(d.place)) for d in rows
    ]


@router.get("/places", response=list[PlaceOut], operation_id="list_places")
def places(request: ApiRequest, q: Word = "", limit: Limit = 50) -> list[PlaceOut]:
    """By the beginning of a name in any language, or by code; an empty question gives countries."""
    rows = Place.objects.named(q) if q.strip() else Place.objects.filter(parent=None)
    return [place for row in rows.order_by("pk")[:limit] if (place := _place(row))]


@router.get("/themes", response=list[ThemeOut], operation_id="list_themes")
def themes(request: ApiRequest, listed: bool = True) -> list[ThemeOut]:
    """The shipped ones and those of your own desk."""
    rows = themes_for(request.auth).select_related("parent")
    rows = rows.filter(is_listed=True) if listed else rows
    return [
        ThemeOut(
            key=t.key, parent=t.parent.key if t.parent else "", labels=t.labels, codes=t.codes, is_listed=t.is_listed
        )
        for t in rows
    ]


@router.get("/search", response=list[FoundOut], operation_id="search")
def search(request: ApiRequest, q: Annotated[str, Query(min_length=1, max_length=100)]) -> list[FoundOut]:
    reader = Reader(request.auth)
    kinds = {model._meta.label_lower for model in KINDS.values()}
    answer = []
    for found in find(q, request.auth, kinds=tuple(kinds)):
        model: Any = apps.get_model(found.kind)
        rows = reader.rows(model).filter(pk__in=[row.pk for row in found.rows])
        items = [reader.record(row) for row in rows]
        if items:
            answer.append(
                FoundOut(
                    kind=found.kind,
                    count=max(found.count, len(items)) if len(items) == len(found.rows) else len(items),
                    items=items,
                )
            )
    return answer


def _add(kind: str) -> None:
    name = kind.replace("-", "_")

    @router.get(f"/{kind}", response=RecordPage, operation_id=f"list_{name}", summary=f"{kind}: list")
    def listed(
        request: ApiRequest, q: Word = "", desk: Word = "", place: Word = "", theme: Word = "", ours: bool = False,
        limit: Limit = 50, offset: Offset = 0,
    ) -> RecordPage:  # fmt: skip
        reader = Reader(request.auth)
        rows = reader.filtered(kind, Filters(q.strip(), desk, place, theme, ours))
        return RecordPage(count=rows.count(), items=[reader.record(row) for row in rows[offset : offset + limit]])

    @router.get(
        f"/{kind}/{{int:pk}}",
        response={200: RecordOut, 404: Refusal},
        operation_id=f"get_{name}",
        summary=f"{kind}: one",
    )
    def one(request: ApiRequest, pk: int) -> RecordOut:
        reader = Reader(request.auth)
        return reader.record(reader.one(KINDS[kind], pk))


for _kind in KINDS:
    _add(_kind)
