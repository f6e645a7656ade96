"""The reader's language and what becomes of a refusal."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from greendesk.kit.errors import DomainError
from greendesk.kit.langs import LANGS, as_lang

Next = Callable[[HttpRequest], HttpResponse]
COOKIE = "greendesk_lang"


def wanted_language(request: HttpRequest) -> str:
    """The address says it, else the cookie, else what the browser asks for."""
    for tag in (request.GET.get("lang", ""), request.COOKIES.get(COOKIE, "")):
        if tag.lower() in LANGS:
            return tag.lower()
    for part in request.headers.get("Accept-Language", "").split(","):
        tag = part.split(";")[0].strip()
        if tag and (tag[:2].lower() == "en" or as_lang(tag) != "en"):
            lang = as_lang(tag)
            if lang in LANGS:
                return lang
    return settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Speaks the reader's language; `?lang=` in an address wins and is remembered."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lang = wanted_language(request)
        request.LANGUAGE_CODE = lang  # type: ignore[attr-defined]
        with translation.override(lang):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", lang)
        if request.GET.get("lang", "").lower() in LANGS:
            response.set_cookie(COOKIE, lang, max_age=31_536_000, samesite="Lax", httponly=True)
        return response


class RefusalMiddleware:
    """A broken rule of the trade becomes a page with its sentence; the API has its own handler."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in an address: no text of PostgreSQL may hold it")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return render(request, "refusal.html", {"refusal": error}, status=error.status)
