"""What forms without an account share: the only desk is chosen already, the place is typed, traps stay behind."""

from __future__ import annotations

from typing import Any

from django import forms

from greendesk.desks.models import Desk

from .typed_place import TypedPlace

NOT_KEPT = ("website", "agrees", "agrees_abroad")


class GuestForm(TypedPlace, forms.Form):
    """For a form with `desk`, two consents and `website`, a trap for machines: people never see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desks = list(Desk.objects.all()[:2])
        if len(desks) == 1:
            self.fields["desk"].widget = forms.HiddenInput()
            self.initial["desk"] = desks[0].key
        self.offer_places_typed()

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in NOT_KEPT}
