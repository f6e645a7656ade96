"""Forms about needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Theme
from greendesk.catalogue.models import Company
from greendesk.desks.models import LANGUAGE_CHOICES, Account, Level
from greendesk.directory.models import Organisation
from greendesk.kit.facts import QuantityFormField
from greendesk.kit.langs import OWN_NAMES
from greendesk.kit.texts import TextsFormField
from greendesk.matchmaking.models import BudgetClass, Challenge, ChallengeState, CloseReason

from ..themes import ThemesField, offer_themes
from ..widgets import DayInput
from .register_forms import PlaceField

DAY = {"widget": DayInput()}
LANGUAGES = [(code, OWN_NAMES.get(code, code)) for code, _name in LANGUAGE_CHOICES]


class NeedsFilter(forms.Form):
    q = forms.CharField(
        label=_("Words"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all that live")), *ChallengeState.choices]
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Theme"), required=False, to_field_name="key", empty_label=_("all")
    )
    place = PlaceField(label=_("Place"), required=False, help_text="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.listed()  # type: ignore[attr-defined]


class NeedForm(forms.Form):
    """A need as an officer enters or corrects it; the texts are written in the language chosen at the page's top."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = TextsFormField(label=_("The need in one line"), widget=forms.TextInput)
    text = TextsFormField(label=_("The need"))
    language = forms.ChoiceField(label=_("Language of the owner"), choices=LANGUAGES)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Problem owner"), required=False)
    place = PlaceField(label=_("Place"), required=False)
    themes = ThemesField()
    scale = QuantityFormField(label=_("Size of the problem"), required=False)
    scale_unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    budget_class = forms.ChoiceField(label=_("Budget"), required=False, choices=[("", "—"), *BudgetClass.choices])
    ends_on = forms.DateField(label=_("Open until"), **DAY)
    agreements = forms.ModelMultipleChoiceField(Agreement.objects.none(), label=_("Agreements"), required=False)
    sharing = forms.TypedChoiceField(label=_("Other desks see"), choices=Level.choices, coerce=int)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, account: Account, instance: Challenge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.editable_by(account)  # type: ignore[attr-defined]
        self.fields["agreements"].queryset = Agreement.objects.editable_by(account)  # type: ignore[attr-defined]
        offer_themes(self, account)
        if instance is not None:
            self._begin_with(instance)

    def _begin_with(self, instance: Challenge) -> None:
        for name in self.fields:
            value = getattr(instance, name)
            if name in {"themes", "agreements"}:
                value = list(value.all())
            elif name == "owner":
                value = instance.owner_id
            self.initial.setdefault(name, value)
        for name in ("title", "text"):
            self.fields[name].initial = getattr(instance, name)


class TriageForm(forms.Form):
    themes = ThemesField()
    place = PlaceField(label=_("Place"), required=False)
    ends_on = forms.DateField(label=_("Open until"), **DAY)
    sharing = forms.TypedChoiceField(label=_("Other desks see"), choices=Level.choices, coerce=int)

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account is not None:
            offer_themes(self, account)


class QuestionForm(forms.Form):
    text = TextsFormField(label=_("Your question"))


class CloseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=CloseReason.choices)


class ExtendForm(forms.Form):
    until = forms.DateField(label=_("Open until"), **DAY)


class ForceForm(forms.Form):
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"))
    reason = forms.CharField(label=_("Why"), max_length=300)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = Company.objects.visible_to(account, Level.SUMMARY).select_related(
            "organisation"
        )  # type: ignore[attr-defined]
