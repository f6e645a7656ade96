"""Forms of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from greendesk.agreements.models import Agreement, EndReason, EventKind
from greendesk.atlas.models import Place
from greendesk.desks.models import Level
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.texts import TextsFormField

from ..themes import ThemesField, offer_themes
from ..widgets import DayInput, UploadField


class PlaceField(forms.CharField):
    """A place typed as name or code, in either script. An ambiguous name is answered with the codes to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Name or code, in either script: Baoding, 保定 or 130600."))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Place.objects.filter(pk=value).first() or ""
        return f"{value.both} {value.code}" if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(Place.objects.filter(code=text.split()[-1])[:2]) or places_named(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("No place is called “%(text)s”. Try the Chinese characters or the code."), params={"text": text}
            )
        choices = "; ".join(f"{p.both} {p.code} ({p.parent})" for p in found[:6])
        raise forms.ValidationError(
            _("Several places are called “%(text)s”: %(choices)s. Type the code."),
            params={"text": text, "choices": choices},
        )


def places_named(text: str) -> list[Place]:
    """Exact names before beginnings, larger places before smaller ones of the same name in the same lineage."""
    rows = list(Place.objects.named(text).select_related("parent")[:40])
    wanted = text.strip().casefold()
    exact = [p for p in rows if wanted in {n.casefold() for n in p.all_names}]
    rows = exact or rows
    inner = {p.pk for p in rows for q in rows if p.pk != q.pk and p.lineage.startswith(q.lineage)}
    return [p for p in rows if p.pk not in inner]


class AgreementForm(forms.ModelForm):  # type: ignore[type-arg]
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    home_place = PlaceField(label=_("Our side"), required=False)
    place = PlaceField(label=_("Partner's place"))
    themes = ThemesField()

    class Meta:
        model = Agreement
        fields = [
            "title", "kind", "home_place", "place", "since", "aim", "has_business", "themes", "parent", "quality_label",
            "review_on", "source", "source_url", "sharing",
        ]  # fmt: skip
        widgets = {"review_on": DayInput(), "title": forms.TextInput}

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Agreement.objects.visible_to(account, Level.SUMMARY)  # type: ignore[attr-defined]
        self.fields["title"].widget = forms.TextInput()
        offer_themes(self, account)
        if self.instance.pk:
            self.initial["revision"] = self.instance.revision


class EventForm(forms.Form):
    kind = forms.ChoiceField(label=_("What happened"), choices=EventKind.choices)
    when = PartialDateFormField(
        label=_("Date"),
        required=False,
        help_text=_("As far as it is known: 2011, 2012-04, 27.5.2011. Leave it empty if no source gives one."),
    )
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Who said so, or which paper."))
    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")
    text = TextsFormField(label=_("Note"), required=False, widget=forms.TextInput)
    end_reason = forms.ChoiceField(
        label=_("Reason, where it ended"), required=False, choices=[("", "—"), *EndReason.choices]
    )


class ActionForm(forms.Form):
    text = TextsFormField(label=_("What is to be done"), widget=forms.TextInput)
    owner = forms.CharField(label=_("Who sees to it"), max_length=120)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DayInput())


class PolicyForm(forms.Form):
    name = TextsFormField(label=_("Policy of the partner"), widget=forms.TextInput)
    validity = PartialDateFormField(
        label=_("Holds"), required=False, help_text=_("As far as it is known: 2021/2025, 2026 or 2011/.. (since).")
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class RiskForm(forms.Form):
    text = forms.CharField(label=_("Risks and due diligence"), widget=forms.Textarea)
    review_on = forms.DateField(label=_("Look at it again on"), widget=DayInput())


class DocumentForm(forms.Form):
    file = UploadField(label=_("File"))
    language = forms.CharField(label=_("Language"), max_length=8, required=False)
