"""The page behind a way in: set a password, once."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from greendesk.desks.models import GuestLink, PasswordLink
from greendesk.directory.services import set_password
from greendesk.directory.services.ways_in import PURPOSE

from ..views import take
from .guests import GUEST_PAGES


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("A password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=gettext_lazy("The same once more"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, str]:
        data = super().clean() or {}
        again = data.pop("again", "")
        if "password" in data and again != data["password"]:
            self.add_error("again", _("The two are not the same."))
        return data


def password_page(request: HttpRequest, link: GuestLink) -> HttpResponse:
    opened = PasswordLink.objects.filter(link=link).select_related("account").first()
    if opened is None:
        raise Http404
    form = PasswordForm(request.POST or None)
    account = take(form, lambda password: set_password(link, password=password, at=timezone.now()))
    if account:
        messages.success(request, _("Your password is set. Sign in with %(email)s.") % {"email": account.email})
        return redirect("web:sign-in")
    context = {"form": form, "account": opened.account, "desk": link.desk}
    response = render(request, "public/password.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "no-referrer"
    return response


GUEST_PAGES[PURPOSE] = password_page
