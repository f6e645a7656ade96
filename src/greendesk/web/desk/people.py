"""People and organisations: who is who, in both scripts; and what is held about whom, and why."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.models import Level, LogEntry
from greendesk.desks.search import found_in
from greendesk.desks.sharing import Shown
from greendesk.directory import cards, services
from greendesk.directory.editing import reads_confidential
from greendesk.directory.held import export_of_person
from greendesk.directory.models import Consent, ContactNote, Organisation, OrganisationKind, Passport, Person, Position
from greendesk.directory.queries import reads_people
from greendesk.kit.folding import slug
from greendesk.kit.papers import qr_svg

from ..thread import thread_of
from ..typed_names import NAMED_BY
from ..views import DeskRequest, desk_page, page_of, saved, shown_or_404, take
from .access import doors_to
from .networks import networks_of
from .people_forms import ConsentForm, NoteForm, NumberForm, OrganisationForm, PassportForm, PersonForm, PositionForm
from .sponsors import sponsored_by

ORDERS = {"people": ("sort_key", "pk"), "organisations": ("name", "pk")}


@desk_page
def people(request: DeskRequest) -> HttpResponse:
    """People or organisations, searched in both scripts; Han names stand where their pinyin puts them."""
    ask = request.GET
    wants = "organisations" if ask.get("show") == "organisations" else "people"
    rows = _organisations(request) if wants == "organisations" else _people(request)
    if text := ask.get("q", "").strip()[:100]:
        kind = "directory.organisation" if wants == "organisations" else "directory.person"
        rows = rows.filter(found_in(kind, text))
    page = page_of(request, rows.order_by(*ORDERS[wants]))
    context = {
        "page": page,
        "rows": [Shown(row) for row in page.object_list],
        "wants": wants,
        "kinds": OrganisationKind.choices,
        "may_edit": bool(request.user.editing_desk_ids),
    }
    return render(request, "desk/people.html", context)


def _people(request: DeskRequest) -> QuerySet[Person]:
    return Person.objects.named_to(request.user).select_related("desk", "organisation").prefetch_related("positions")  # type: ignore[no-any-return]


def _organisations(request: DeskRequest) -> QuerySet[Organisation]:
    rows = Organisation.objects.visible_to(request.user, Level.SUMMARY).select_related("desk", "place")
    if kind := request.GET.get("kind"):
        rows = rows.filter(kind=kind)
    return rows  # type: ignore[no-any-return]


# -- organisations ---------------------------------------------------------------------------------------


@desk_page
def organisation(request: DeskRequest, pk: int) -> HttpResponse:
    rows = Organisation.objects.select_related("desk", "place__parent", "parent")
    shown = shown_or_404(Organisation, request.user, pk, at_least=Level.SUMMARY, rows=rows)
    row = shown.record
    context: dict[str, Any] = {
        "shown": shown,
        "numbers": shown._row.numbers.all(),
        "twins": Organisation.objects.visible_to(request.user, Level.SUMMARY).filter(same_as=pk).select_related("desk"),
        "thread": thread_of(shown, request.user),
    }
    if row is not None:
        context |= _of_our_organisation(request, row)
    context["doors"] = doors_to(request.user, pk)
    context |= networks_of(request, pk, may_edit=context.get("may_edit", False))
    return render(request, "desk/organisation.html", context)


def _of_our_organisation(request: DeskRequest, row: Any) -> dict[str, Any]:
    may_edit = Organisation.objects.editable_by(request.user).filter(pk=row.pk).exists()
    return {
        "people": _people(request).filter(organisation=row),
        "notes": ContactNote.objects.visible_to(request.user)
        .filter(organisation=row)
        .select_related("person", "by")
        .only("on", "text", "by__name", *(f"person__{column}" for column in NAMED_BY["directory.person"]))[:100],
        "reads_contact": reads_confidential(row, request.user),
        "may_edit": may_edit,
        "note_form": NoteForm(organisation=row),
        "number_form": NumberForm(),
        "log": LogEntry.objects.told_of(row, request.user)[:12],
        "candidates": _namesakes(row, request) if may_edit else [],
        "qr": cards.qr_of(cards.card_of_organisation(row, version="3.0")),
    }


def _namesakes(row: Organisation, request: DeskRequest) -> list[Organisation]:
    """Other desks' organisations that are called the same, to be linked."""
    linked = row.same_as.values("pk")
    rows = Organisation.objects.visible_to(request.user, Level.SUMMARY).exclude(desk=row.desk_id).exclude(pk__in=linked)
    return list(rows.filter(name__iexact=row.name).select_related("desk")[:5])


def own(request: DeskRequest, model: Any, pk: int) -> Any:
    return get_object_or_404(model.objects.editable_by(request.user), pk=pk)


def _may_add(request: DeskRequest) -> Any:
    desk = request.user.desk
    if desk is None or desk.pk not in request.user.editing_desk_ids:
        raise PermissionDenied
    return desk


def _edit(request: DeskRequest, form: Any, verb: Any, title: str, back: str) -> HttpResponse:
    """Take a form for a verb and go to the record it wrote; show it again, as typed, where it was refused."""
    written = take(form, verb) if request.method == "POST" else None
    if written is not None:
        messages.success(request, saved(written))
        return redirect(f"web:{type(written).__name__.lower()}", written.pk)
    return render(request, "desk/form.html", {"form": form, "title": title, "back": back})


@desk_page
@require_http_methods(["GET", "POST"])
def add_organisation(request: DeskRequest) -> HttpResponse:
    desk = _may_add(request)
    form = OrganisationForm(request.POST or None, account=request.user)

    def verb(revision: int | None, **facts: Any) -> Any:
        return services.add_organisation(desk=desk, by=request.user, **facts)

    return _edit(request, form, verb, _("New organisation"), reverse("web:people") + "?show=organisations")


@desk_page
@require_http_methods(["GET", "POST"])
def edit_organisation(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, Organisation, pk)
    form = OrganisationForm(request.POST or None, instance=row, account=request.user)

    def verb(revision: int | None, **facts: Any) -> Any:
        return services.update_organisation(own(request, Organisation, pk), by=request.user, revision=revision, **facts)

    return _edit(request, form, verb, str(row), reverse("web:organisation", args=[pk]))


def _part(request: DeskRequest, form: Any, verb: Any, title: str, back: str) -> HttpResponse:
    """Take one small form about a record and go back to it."""
    done = take(form, verb)
    if form.errors:
        return render(request, "desk/form.html", {"form": form, "title": title, "back": back})
    messages.success(request, saved(done if done is not None else title))
    return redirect(back)


@desk_page
@require_POST
def add_number(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, Organisation, pk)
    back = reverse("web:organisation", args=[pk])
    return _part(
        request,
        NumberForm(request.POST),
        lambda **f: services.add_number(row, by=request.user, **f),
        _("Registry number"),
        back,
    )


@desk_page
@require_POST
def add_note(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, Organisation, pk)
    form = NoteForm(request.POST, organisation=row)
    back = reverse("web:organisation", args=[pk])
    return _part(request, form, lambda **f: services.note_contact(row, by=request.user, **f), _("Contact note"), back)


@desk_page
@require_POST
def link(request: DeskRequest, pk: int, other: int) -> HttpResponse:
    theirs = get_object_or_404(Organisation.objects.visible_to(request.user, Level.SUMMARY), pk=other)
    row = own(request, Organisation, pk)
    verb = services.unlink_same if request.POST.get("undo") else services.link_same
    verb(row, theirs=theirs, by=request.user)
    messages.success(request, saved(theirs))
    return redirect("web:organisation", pk)


# -- people ----------------------------------------------------------------------------------------------


@desk_page
def person(request: DeskRequest, pk: int) -> HttpResponse:
    shown = shown_or_404(Person, request.user, pk, at_least=Level.SUMMARY, rows=_seen_people(request))
    row = shown.record
    context: dict[str, Any] = {
        "shown": shown, "positions": shown._row.positions.select_related("organisation"),
        "sponsored": sponsored_by(request.user, pk),
    }  # fmt: skip
    if isinstance(row, Person):
        context |= _of_our_person(request, row)
    return render(request, "desk/person.html", context)


def _seen_people(request: DeskRequest) -> Any:
    rows = Person.objects.select_related("desk", "organisation")
    return rows if reads_people(request.user) else rows.exclude(desk__in=request.user.desk_ids)


def _of_our_person(request: DeskRequest, row: Person) -> dict[str, Any]:
    confidential = reads_confidential(row, request.user)
    return {
        "row": row,
        "reads_contact": confidential,
        "may_edit": Person.objects.editable_by(request.user).filter(pk=row.pk).exists() and not row.erased_at,
        "notes": ContactNote.objects.visible_to(request.user)
        .filter(person=row)
        .select_related("organisation", "by")[:100],
        "consents": Consent.objects.visible_to(request.user).filter(person=row).order_by("-given_at"),
        "passports": Passport.objects.visible_to(request.user).filter(person=row),
        "position_form": PositionForm(account=request.user),
        "consent_form": ConsentForm(),
        "passport_form": PassportForm(),
        "is_due": bool(row.keep_until and row.keep_until < timezone.localdate() and not row.erased_at),
        "qr": qr_svg(cards.card_of_person(row, version="3.0")) if confidential and not row.erased_at else "",
        "log": LogEntry.objects.told_of(row, request.user)[:12],
    }


@desk_page
@require_http_methods(["GET", "POST"])
def add_person(request: DeskRequest) -> HttpResponse:
    desk = _may_add(request)
    form = PersonForm(request.POST or None, account=request.user, initial={"sharing": Level.PRIVATE})

    def verb(revision: int | None, **facts: Any) -> Any:
        return services.add_person(desk=desk, by=request.user, **facts)

    return _edit(request, form, verb, _("New person"), reverse("web:people"))


@desk_page
@require_http_methods(["GET", "POST"])
def edit_person(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, Person, pk)
    if not reads_confidential(row, request.user):
        raise PermissionDenied
    form = PersonForm(request.POST or None, instance=row, account=request.user)

    def verb(revision: int | None, **facts: Any) -> Any:
        return services.update_person(own(request, Person, pk), by=request.user, revision=revision, **facts)

    return _edit(request, form, verb, str(row), reverse("web:person", args=[pk]))


@desk_page
@require_POST
def add_position(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, Person, pk)
    form = PositionForm(request.POST, account=request.user)
    back = reverse("web:person", args=[pk])
    return _part(
        request,
        form,
        lambda **f: services.add_position(row, by=request.user, **f),
        pgettext("office", "Position"),
        back,
    )


@desk_page
@require_POST
def drop_position(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Position.objects.editable_by(request.user).select_related("person"), pk=pk)
    services.drop_position(row, by=request.user)
    messages.success(request, saved(row.person))
    return redirect("web:person", row.person_id)


@desk_page
@require_POST
def add_consent(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, Person, pk)
    back = reverse("web:person", args=[pk])
    now = timezone.now()
    return _part(
        request,
        ConsentForm(request.POST),
        lambda **f: services.give_consent(row, at=now, by=request.user, **f),
        _("Consent"),
        back,
    )


@desk_page
@require_POST
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Consent.objects.editable_by(request.user).select_related("person"), pk=pk)
    services.withdraw_consent(row, at=timezone.now(), by=request.user)
    messages.success(request, _("Withdrawn: %(what)s") % {"what": row})
    return redirect("web:person", row.person_id)


@desk_page
@require_POST
def add_passport(request: DeskRequest, pk: int) -> HttpResponse:
    row = own(request, Person, pk)
    back = reverse("web:person", args=[pk])
    return _part(
        request,
        PassportForm(request.POST),
        lambda **f: services.keep_passport(row, by=request.user, **f),
        _("Travel papers"),
        back,
    )


@desk_page
@require_POST
def show_passport(request: DeskRequest, pk: int) -> HttpResponse:
    """Read on purpose, by POST: that somebody read it is in the logbook."""
    row = get_object_or_404(Passport.objects.visible_to(request.user).select_related("person"), pk=pk)
    facts = services.read_passport(row, by=request.user)
    response = render(request, "desk/passport.html", {"person": row.person, "facts": facts, "delete_on": row.delete_on})
    response["Cache-Control"] = "no-store"
    return response


@desk_page
@require_http_methods(["GET", "POST"])
def erase(request: DeskRequest, pk: int) -> HttpResponse:
    """Erasing cannot be undone, so it is asked for on a page of its own."""
    row = own(request, Person, pk)
    if request.method == "POST":
        services.erase_person(row, by=request.user)
        messages.success(request, _("The person has been erased; what they took part in stays."))
        return redirect("web:person", pk)
    return render(request, "desk/person_erase.html", {"row": row})


@desk_page
def held(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything held about one person: a page to read, or JSON to hand over."""
    row = get_object_or_404(Person.objects.ours(request.user), pk=pk)
    everything = export_of_person(row, by=request.user, at=timezone.now())
    if request.GET.get("form") == "json":
        content = json.dumps(everything.plain(), ensure_ascii=False, indent=1)
        disposition = f'attachment; filename="person-{row.pk}.json"'
        return HttpResponse(
            content,
            content_type="application/json",
            headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
        )
    return render(request, "desk/person_held.html", {"row": row, "held": everything})


# -- cards -----------------------------------------------------------------------------------------------


@desk_page
def person_card(request: DeskRequest, pk: int) -> HttpResponse:
    """The card; without contact details for those who do not read what is restricted."""
    row = get_object_or_404(_people(request).filter(shown_level__gte=Level.FULL), pk=pk)
    card = cards.card_of_person(row, version=_version(request), with_contact=reads_confidential(row, request.user))
    return _vcard(card, row.person_name.latin() or row.han)


@desk_page
def organisation_card(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation.objects.visible_to(request.user, Level.FULL), pk=pk)
    return _vcard(cards.card_of_organisation(row, version=_version(request)), row.name)


def _version(request: DeskRequest) -> str:
    return "3.0" if request.GET.get("version") == "3.0" else "4.0"


def _vcard(card: str, name: str) -> HttpResponse:
    plain = "".join(c for c in slug(name) if c.isascii()) or "card"
    return HttpResponse(
        card,
        content_type="text/vcard; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{plain}.vcf"'},
    )


urlpatterns = [
    path("people/", people, name="people"),
    path("people/new/", add_person, name="person-new"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/edit/", edit_person, name="person-edit"),
    path("people/<int:pk>/position/", add_position, name="person-position"),
    path("people/position/<int:pk>/drop/", drop_position, name="position-drop"),
    path("people/<int:pk>/consent/", add_consent, name="person-consent"),
    path("people/consent/<int:pk>/withdraw/", withdraw, name="consent-withdraw"),
    path("people/<int:pk>/passport/", add_passport, name="person-passport"),
    path("people/passport/<int:pk>/", show_passport, name="passport"),
    path("people/<int:pk>/erase/", erase, name="person-erase"),
    path("people/<int:pk>/held/", held, name="person-held"),
    path("people/<int:pk>/card/", person_card, name="person-card"),
    path("organisations/new/", add_organisation, name="organisation-new"),
    path("organisations/<int:pk>/", organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", edit_organisation, name="organisation-edit"),
    path("organisations/<int:pk>/number/", add_number, name="organisation-number"),
    path("organisations/<int:pk>/note/", add_note, name="organisation-note"),
    path("organisations/<int:pk>/same/<int:other>/", link, name="organisation-same"),
    path("organisations/<int:pk>/card/", organisation_card, name="organisation-card"),
]
