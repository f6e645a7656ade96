"""The JSON API: the register and the same verbs as the pages. One place says what becomes of a refusal."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError as FieldError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, Throttled, ValidationError
from ninja.openapi.docs import Swagger

from greendesk.kit.errors import DomainError

from . import matching, missions, verbs
from .access import AUTH, THROTTLE


class Docs(Swagger):
    """From our own host: ninja is not among the installed apps, since every process would import it at start."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        told = json.dumps({**self.settings, "url": self.get_openapi_url(api, kwargs)}, indent=1)
        return render(request, self.template, {"swagger_settings": told, "api": api, "add_csrf": True})


api = NinjaAPI(
    title="greendesk",
    version="1",
    description="Who has what with whom, across desks, and the verbs of the desk. Sign in with a key: "
    "`Authorization: Bearer gd_…`, made on the page “Keys for programs”. Every record is cut to what its level lets through.",
    auth=AUTH,
    throttle=THROTTLE,
    urls_namespace="api",
    docs=Docs(),
    docs_url="/docs",
)
# One router, to which each module adds its paths.
for router in dict.fromkeys((verbs.router, matching.router, missions.router)):
    api.add_router("", router)


def _answer(
    request: HttpRequest, status: int, code: str, message: str, field: str = "", facts: Any = None
) -> HttpResponse:
    told = {key: str(value) for key, value in (facts or {}).items()}
    return api.create_response(
        request, {"code": code, "message": message, "field": field, "facts": told}, status=status
    )


@api.exception_handler(DomainError)
def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    return _answer(request, refusal.status, refusal.code, str(refusal), refusal.field, refusal.facts)


@api.exception_handler(FieldError)
def not_valid(request: HttpRequest, problem: FieldError) -> HttpResponse:
    return _answer(request, 422, "invalid", " ".join(str(message) for message in problem.messages))


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    first = problem.errors[0] if problem.errors else {}
    field = ".".join(str(part) for part in first.get("loc", ())[1:])
    return _answer(request, 422, "invalid", str(first.get("msg", _("That cannot be understood."))), field)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, problem: Http404) -> HttpResponse:
    return _answer(request, 404, "not_found", _("There is no such record, or you may not see it."))


@api.exception_handler(AuthenticationError)
def not_known(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    return _answer(request, 401, "not_signed_in", _("Sign in, or send a key."))


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, problem: Throttled) -> HttpResponse:
    response = _answer(request, 429, "too_often", _("Too many requests; wait a moment."))
    response["Retry-After"] = str(int(problem.wait or 1))
    return response
