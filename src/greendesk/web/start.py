"""The first page of an empty installation: name a desk and its first officer."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_texts
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from greendesk.atlas.loading import load_atlas
from greendesk.atlas.models import Place
from greendesk.desks.models import Account, Desk
from greendesk.desks.starting import open_first_desk
from greendesk.kit.langs import LANGS, OWN_NAMES, active_lang

from .desk.register_forms import PlaceField
from .views import take


class StartForm(forms.Form):
    name = forms.CharField(label=_l("Name of the desk"), max_length=120)
    place = PlaceField(label=_l("Where it is"), required=False)
    language = forms.ChoiceField(label=_l("Language"), choices=[(lang, OWN_NAMES[lang]) for lang in LANGS])
    officer = forms.CharField(
        label=_l("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_l("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_l("A password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Only while there is no account at all; afterwards the page is as if it had never been."""
    if Account.objects.exists():
        return redirect("web:sign-in")
    if not Place.objects.exists():
        with transaction.atomic():
            load_atlas()
    form = StartForm(request.POST or None, initial={"language": active_lang()})
    desk = take(form, open_first_desk) if request.method == "POST" else None
    if isinstance(desk, Desk):
        account = Account.objects.get(memberships__desk=desk)
        login(request, account, backend="greendesk.desks.signin.AccountBackend")
        messages.success(
            request, _("Your desk is open. Bring the first list you have: agreements, companies or people.")
        )
        response = redirect("web:lists")
        response.set_cookie("greendesk_lang", account.language, max_age=31_536_000, samesite="Lax", httponly=True)
        return response
    return render(request, "start.html", {"form": form})


urlpatterns = [path("start/", start, name="start")]
