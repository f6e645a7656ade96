"""What views share: who asks, how rows reach a view, and how a form is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import Shown
from greendesk.kit.errors import DomainError

PER_PAGE = 50


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Account  # type: ignore[assignment]
    htmx: HtmxDetails


View = Callable[..., HttpResponse]


def desk_page(view: View) -> View:
    """For those who work at a desk; others are told so."""

    @login_required
    @wraps(view)
    def page(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.desk_ids:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return page


def shown_or_404(
    model: type[models.Model], account: Account, pk: int, *, at_least: int = Level.EXISTENCE, rows: Any = None
) -> Shown:
    """The record as this reader gets it; forbidden and missing look alike. `rows` may prefetch."""
    queryset = rows if rows is not None else model.objects.all()  # type: ignore[attr-defined]
    row = queryset.visible_to(account, at_least).filter(pk=pk).first()
    if row is None:
        raise Http404
    return Shown(row)


def page_of(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE) -> Page[Any]:
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def refused(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put a verb's refusal on the field it names, or on top of the form; what was typed stays.

    Where somebody else changed the record meanwhile, the form now stands on what they wrote: saving again overwrites it.
    """
    if "revision" in form.fields and "revision" in refusal.facts:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data[form.add_prefix("revision")] = refusal.facts["revision"]  # type: ignore[index]
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def take(form: forms.BaseForm, verb: Callable[..., Any]) -> Any:
    """Call the verb with the form's clean data if the form is valid; a refusal becomes the form's error.

    Returns what the verb returned, or None where nothing was done.
    """
    if not form.is_valid():
        return None
    try:
        return verb(**form.cleaned_data)
    except DomainError as refusal:
        refused(form, refusal)
        return None


def part_taken(
    request: HttpRequest,
    form: forms.BaseForm,
    verb: Callable[..., Any],
    *,
    to: str,
    pk: int,
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """Take a small form that stands on a record's page and go back there; a refusal shows the page `again`, as typed."""
    if (answer := take(form, verb)) is not None:
        messages.success(request, saved(answer))
        return redirect(to, pk)
    return again()


def open_form(request: HttpRequest, bound: Mapping[str, Any]) -> str:
    """Which small form of a record's page stands open: the one refused, else the one asked for. The others are links."""
    return next(iter(bound), "") or request.GET.get("open", "")


def form_page(
    request: DeskRequest, form: forms.BaseForm, verb: Callable[..., Any], title: str, to: str, back: str
) -> HttpResponse:
    """A form that has a page to itself: one verb is called, then the record's own page comes."""
    if row := take(form, verb):
        messages.success(request, saved(row))
        return redirect(to, row.pk)
    page = {"form": form, "title": title, "back": back}
    return render(request, "desk/form.html", page, status=422 if form.errors else 200)


def edit_page(
    request: DeskRequest, form: forms.BaseForm, verb: Callable[..., Any], row: models.Model, to: str
) -> HttpResponse:
    """The same for a record that is there: it is written at the revision that the form began with."""

    def write(revision: int | None, **facts: Any) -> Any:
        return verb(row, by=request.user, revision=revision or 0, **facts)

    return form_page(request, form, write, str(row), to, reverse(to, args=[row.pk]))


def saved(what: object) -> str:
    return _("Saved: %(what)s") % {"what": what}
