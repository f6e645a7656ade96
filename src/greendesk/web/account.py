"""Signing in and out, and how the pages look to this reader."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.models import Account
from greendesk.directory.services import ask_for_password

from . import first_paths
from .context import THEMES, ways_for
from .public.limits import count

FORGOTTEN_TRIES, FORGOTTEN_MINUTES = 5, 15

DEMO_ROLES = {
    "officer": (_("Desk officer"), _("Monday morning: what is due, who is coming, what has gone quiet.")),
    "municipal": (_("Municipal officer"), _("The mayor asks what we have with Baoding.")),
    "export": (_("Export manager"), _("Ten minutes: see the best chances across all agreements.")),
    "owner": (_("Problem owner in Baoding"), _("A need stated in Chinese, and who can answer it.")),
    "host": (_("Host at a reference site"), _("Say yes to a visit, or offer another time.")),
    "evaluator": (_("Evaluator"), _("What came of it, with definitions and evidence.")),
}


class SignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


def first_page(account: Account) -> str:
    """Where an account begins: the first entry of its navigation."""
    groups = ways_for(account)
    return f"web:{groups[0][0][0]}" if groups else "web:catalogue"


def _onward(request: HttpRequest, account: Account) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return redirect(wanted)
    return redirect(first_page(account))


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if not Account.objects.exists():
        return redirect("web:start")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, username=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if isinstance(account, Account):
            login(request, account)
            return _onward(request, account)
        form.add_error(
            None, _("E-mail and password do not go together. After several tries, wait a quarter of an hour.")
        )
    people = {a.demo_role: a for a in Account.objects.exclude(demo_role="")} if settings.DEMO_PEOPLE else {}
    offered = [(role, *DEMO_ROLES[role], people[role]) for role in DEMO_ROLES if role in people]
    return render(request, "sign_in.html", {"form": form, "offered": offered, "next": request.GET.get("next", "")})


class ForgottenForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a new way in. The answer is the same whether the address has an account or not."""
    form = ForgottenForm(request.POST or None)
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked:
        count(request, "forgotten", limit=FORGOTTEN_TRIES, minutes=FORGOTTEN_MINUTES)
        ask_for_password(form.cleaned_data["email"], at=timezone.now())
    return render(request, "forgotten.html", {"form": form, "is_asked": is_asked}, status=422 if form.errors else 200)


@require_POST
def be(request: HttpRequest, role: str) -> HttpResponse:
    """Become one of the demonstration's people; only where the installation offers them."""
    account = Account.objects.filter(demo_role=role, is_active=True).first() if settings.DEMO_PEOPLE else None
    if account is None:
        return redirect("web:sign-in")
    login(request, account, backend="greendesk.desks.signin.AccountBackend")
    response = redirect(first_page(account))
    response.set_cookie("greendesk_lang", account.language, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("web:sign-in")


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the machine has it; kept in a cookie."""
    wanted = request.POST.get("back", "/")
    back = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"
    response = redirect(back)
    theme = request.POST.get("theme", "auto")
    response.set_cookie("greendesk_theme", theme if theme in THEMES else "auto", max_age=31_536_000, samesite="Lax")
    return response


@require_POST
def path_done(request: HttpRequest) -> HttpResponse:
    """Put the first path away, on this browser, for the person signed in."""
    role = request.user.demo_role if isinstance(request.user, Account) else ""
    response = redirect("web:home")
    put_away = ".".join(sorted(first_paths.done(request) | {role}))
    response.set_cookie(first_paths.COOKIE, put_away, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def home(request: HttpRequest) -> HttpResponse:
    account = request.user
    if not isinstance(account, Account) and not Account.objects.exists():
        return redirect("web:start")
    return redirect(first_page(account) if isinstance(account, Account) else "web:catalogue")


urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-in/forgotten/", forgotten, name="forgotten"),
    path("sign-in/as/<slug:role>/", be, name="be"),
    path("sign-out/", sign_out, name="sign-out"),
    path("first-path/done/", path_done, name="path-done"),
    path("appearance/", appearance, name="appearance"),
]
