"""Words for places and themes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from greendesk.kit.folding import fold

if TYPE_CHECKING:
    from .models import Place, Theme


CALLED_BY = ("name_en", "name_local", "names", "country_code")  # the columns that a place's name is read from


class PlaceQuerySet(models.QuerySet["Place"]):
    def named(self, text: str) -> PlaceQuerySet:
        """Places whose name in any language, or whose code, begins as typed; 海盐 and Haiyan find both or one."""
        folded = fold(text)
        if not folded:
            return self.none()
        return self.filter(Q(folded__startswith=folded) | Q(folded__contains=f"| {folded}") | Q(code=text.strip()))

    def within(self, place: Place) -> PlaceQuerySet:
        """The place itself and everything that lies in it."""
        return self.filter(lineage__startswith=place.lineage)


class ThemeQuerySet(models.QuerySet["Theme"]):
    def shipped(self) -> ThemeQuerySet:
        """What every desk has, without the concepts that single desks added."""
        return self.filter(is_own=False)

    def listed(self) -> ThemeQuerySet:
        """The short list that forms offer; the long tail is found by search and by matching."""
        return self.filter(is_listed=True)

    def nearest_of(self, themes: Iterable[Theme]) -> dict[int, int]:
        """{theme: the nearest of `themes` that it is or lies in}, for all that lie in one of them; one query."""
        wanted = {theme.pk for theme in themes}
        parents = dict(self.order_by().values_list("pk", "parent_id")) if wanted else {}
        found: dict[int, int] = {}
        for pk in parents:
            above: int | None = pk
            while above is not None and above not in wanted:
                above = parents.get(above)
            if above is not None:
                found[pk] = above
        return found
