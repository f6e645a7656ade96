"""A place that a guest types without knowing our codes: found by name or code, asked back where there are several."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from greendesk.atlas.models import Place, PlaceKind
from greendesk.web.desk.register_forms import places_named

MOST_OFFERED = 8


def which_place() -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """The second question, asked only where the first was answered with a name that several places have."""
    return forms.ModelChoiceField(
        Place.objects.none(), label=_("Which of these?"), required=False, widget=forms.RadioSelect, empty_label=None
    )


class TypedPlace:
    """For a form with `place_text` and `place_pk`; its clean data gets `place` instead of the two."""

    fields: dict[str, Any]
    data: Any
    is_bound: bool

    def offer_places_typed(self) -> None:
        """Before cleaning: one of these was offered and may be the answer."""
        if self.is_bound and self.data.get("place_pk"):
            self._offer_places(self.data.get("place_text", ""))

    def _offer_places(self, text: str) -> list[Place]:
        found = places_named(text)[:MOST_OFFERED]
        field = self.fields["place_pk"]
        field.queryset = Place.objects.filter(pk__in=[place.pk for place in found]).select_related("parent")
        field.label_from_instance = lambda place: f"{place.both} · {place.parent or ''} · {place.code}"
        return found

    @property
    def is_ambiguous(self) -> bool:
        return bool(self.fields["place_pk"].queryset.count())

    def with_place(self, data: dict[str, Any]) -> dict[str, Any]:
        data["place"] = data.pop("place_pk", None) or self._place(data.get("place_text", ""))
        data.pop("place_text", None)
        return data

    def _place(self, text: str) -> Place | None:
        if not text:
            return None
        if by_code := Place.objects.filter(code=text.split()[-1]).first():
            return by_code
        found = self._offer_places(text)
        if len(found) > 1:
            self.add_error("place_pk", _("There are several places of this name. Choose the right one."))  # type: ignore[attr-defined]
        elif not found:
            said = _("We do not know this place. Try the Chinese characters, the code, or leave it empty.")
            self.add_error("place_text", said)  # type: ignore[attr-defined]
        return found[0] if len(found) == 1 else None


def towns() -> list[Place]:
    """Provinces and prefecture-level cities of China, for the list that the browser offers while one types."""
    kinds = [PlaceKind.PROVINCE, PlaceKind.PREFECTURE]
    return list(
        Place.objects.filter(country_code="CN", kind__in=kinds).only("name_local", "code", "name_en", "country_code")
    )
