"""Forms of organisations and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from greendesk.desks.models import Account
from greendesk.directory.models import Consent, Organisation, Person, RegistryNumber
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.langs import CONTENT_LANGS, OWN_NAMES
from greendesk.kit.texts import TextsFormField

from ..widgets import DayInput
from .register_forms import PlaceField

NOTICES = [("gdpr-2026", _("Notice for the EU (GDPR)")), ("pipl-2026", _("Notice for China (PIPL)"))]


def ours(account: Account) -> Any:
    """Organisations of the account's own desk, for choosing from."""
    return Organisation.objects.filter(desk=account.desk).order_by("name")


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = PlaceField(label=_("Place"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "names", "kind", "place", "parent", "website", "email", "phone", "wechat", "address", "note",
                  "source", "source_url", "sharing"]  # fmt: skip
        widgets = {"address": forms.Textarea(attrs={"rows": 2}), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = ours(account)  # type: ignore[attr-defined]
        self.fields["names"].widget = forms.TextInput()
        self.fields["names"].label = _("Name in your language, where it differs")
        if self.instance.pk:
            self.initial["revision"] = self.instance.revision

    def _post_clean(self) -> None:
        """The verb writes the record; a form that wrote into the row first would hide who changed what."""


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(lang, OWN_NAMES.get(lang, lang)) for lang in CONTENT_LANGS],
    )  # fmt: skip

    class Meta:
        model = Person
        fields = ["family", "given", "han", "reading", "family_first", "salutation", "organisation", "languages", "email",
                  "phone", "wechat", "diet", "note", "purpose", "legal_basis", "keep_until", "source", "sharing"]  # fmt: skip
        widgets = {"keep_until": DayInput(), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = ours(account)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["revision"] = self.instance.revision

    def _post_clean(self) -> None:
        """As above: the verb writes."""


class NumberForm(forms.Form):
    kind = forms.ChoiceField(label=_("Register"), choices=RegistryNumber.Kind.choices)
    number = forms.CharField(label=pgettext_lazy("register", "Number"), max_length=40)


class NoteForm(forms.Form):
    on = PartialDateFormField(label=_("Date"))
    text = forms.CharField(label=_("What passed"), widget=forms.Textarea(attrs={"rows": 3}))
    person = forms.ModelChoiceField(Person.objects.none(), label=_("With"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = organisation.people.filter(erased_at=None)  # type: ignore[attr-defined]


class PositionForm(forms.Form):
    title = TextsFormField(label=_("Title"), widget=forms.TextInput)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), required=False)
    rank = forms.IntegerField(
        label=_("Rank"), required=False, min_value=1, max_value=99, help_text=_("Lower numbers stand higher.")
    )
    period = PartialDateFormField(label=_("Period"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = ours(account)  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    scope = forms.ChoiceField(label=_("What they agreed to"), choices=Consent.Scope.choices)
    notice = forms.ChoiceField(label=_("Notice that was shown"), choices=NOTICES)


class PassportForm(forms.Form):
    number = forms.CharField(label=_("Passport number"), max_length=30)
    nationality = forms.CharField(label=_("Nationality"), max_length=40)
    expires_on = forms.DateField(label=_("Expires on"), widget=DayInput())
    delete_on = forms.DateField(
        label=_("Delete after"),
        widget=DayInput(),
        help_text=_("The last day of the visit."),
    )
