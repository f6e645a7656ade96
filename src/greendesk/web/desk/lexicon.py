"""The lexicon: concepts in a tree, found in any language and script; the desk's own words; files in and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from greendesk.atlas.models import Theme
from greendesk.catalogue import lexicon_files
from greendesk.catalogue.lexicon import LANGS, lexicon_of
from greendesk.catalogue.models import LabelChange, OwnConcept
from greendesk.catalogue.services import (
    add_concept,
    add_label,
    bring_lexicon,
    hide_label,
    restore_concept,
    take_back,
    withdraw_concept,
)  # fmt: skip
from greendesk.desks.models import Desk
from greendesk.kit.errors import DomainError
from greendesk.kit.langs import active_lang, engine_lang

from ..concepts import LANGUAGE_NAMES, ConceptTree, concept_page, found_in
from ..views import DeskRequest, desk_page, take

LANGUAGE_CHOICES = [(lang, LANGUAGE_NAMES[lang]) for lang in LANGS]


class LabelForm(forms.Form):
    lang = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGE_CHOICES)
    label = forms.CharField(label=gettext_lazy("Label"), max_length=120)
    is_first = forms.BooleanField(label=gettext_lazy("this is its name with us"), required=False)


class ConceptForm(forms.Form):
    """One line of labels for each language, the name first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for lang in LANGS:
            self.fields[lang] = forms.CharField(label=LANGUAGE_NAMES[lang], required=False, max_length=400)
        self.fields["en"].help_text = _("Its name first, then other words for it, with semicolons between.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        labels = {lang: [p.strip() for p in data.get(lang, "").replace("；", ";").split(";") if p.strip()] for lang in LANGS}  # fmt: skip
        if not any(labels.values()):
            raise forms.ValidationError(_("Give it a label in at least one language."))
        return {"labels": labels}


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("SKOS (.ttl, .jsonld) or .csv."))
    only_check = forms.BooleanField(label=gettext_lazy("only check, change nothing"), required=False)


def our_desk(request: DeskRequest) -> Desk:
    if request.user.desk is None:
        raise Http404
    return request.user.desk


def may_edit(request: DeskRequest) -> bool:
    return our_desk(request).pk in request.user.editing_desk_ids


@desk_page
@require_safe
def lexicon(request: DeskRequest) -> HttpResponse:
    """The tree, or what is found. One reading of the shipped files, two queries for what the desk has of its own."""
    desk = our_desk(request)
    held, asked = lexicon_of(desk), request.GET.get("q", "").strip()[:80]
    lang = engine_lang(active_lang())
    context: dict[str, Any] = {"asked": asked, "count": len(held), "may_edit": may_edit(request)}
    if asked:
        context["found"] = found_in(held, asked, lang)
    else:
        context["branches"] = ConceptTree(held, lang).branches()
    context["withdrawn"] = OwnConcept.objects.filter(desk=desk, is_withdrawn=True).select_related("theme")
    return render(request, "desk/lexicon.html", context)


@desk_page
@require_safe
def concept(request: DeskRequest, key: str) -> HttpResponse:
    return _concept_answer(request, key, LabelForm(initial={"lang": engine_lang(active_lang())}))


def _concept_answer(request: DeskRequest, key: str, form: forms.Form, status: int = 200) -> HttpResponse:
    page = concept_page(key, our_desk(request), request.user)
    if page is None:
        raise Http404
    return render(
        request, "desk/concept.html", {"concept": page, "form": form, "may_edit": may_edit(request)}, status=status
    )


@desk_page
@require_POST
def concept_label(request: DeskRequest, key: str) -> HttpResponse:
    desk, form = our_desk(request), LabelForm(request.POST)
    take(form, lambda **data: add_label(key, desk=desk, by=request.user, **data))
    if form.errors:
        return _concept_answer(request, key, form, 422)
    messages.success(request, _("Added. Matching and papers of your desk use it from now on."))
    return redirect("web:concept", key)


@desk_page
@require_POST
def concept_hide(request: DeskRequest, key: str) -> HttpResponse:
    desk = our_desk(request)
    hide_label(key, desk=desk, lang=request.POST.get("lang", ""), label=request.POST.get("label", ""), by=request.user)
    messages.success(request, _("Hidden for your desk. It can be brought back on this page."))
    return redirect("web:concept", key)


@desk_page
@require_POST
def concept_undo(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(LabelChange.objects.editable_by(request.user).select_related("theme", "desk"), pk=pk)
    take_back(row, by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("web:concept", row.theme.key)


@desk_page
@require_http_methods(["GET", "POST"])
def concept_new(request: DeskRequest, key: str) -> HttpResponse:
    """A concept of our own under another."""
    desk = our_desk(request)
    held = lexicon_of(desk)
    if key not in held.position:
        raise Http404
    form = ConceptForm(request.POST or None)
    made = take(form, lambda **data: add_concept(desk=desk, parent=key, by=request.user, **data))
    if isinstance(made, Theme):
        messages.success(request, _("Added. Your desk's forms offer it from now on."))
        return redirect("web:concept", made.key)
    context = {
        "form": form, "title": _("A concept of our own under “%(name)s”") % {"name": held[key].label(engine_lang(active_lang()))},
        "back": reverse("web:concept", args=[key]),
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def concept_withdraw(request: DeskRequest, key: str) -> HttpResponse:
    withdraw_concept(key, desk=our_desk(request), by=request.user)
    messages.success(request, _("Withdrawn. Records that carry it keep it; the list of concepts brings it back."))
    return redirect("web:lexicon")


@desk_page
@require_POST
def concept_restore(request: DeskRequest, key: str) -> HttpResponse:
    restore_concept(key, desk=our_desk(request), by=request.user)
    messages.success(request, _("It is back."))
    return redirect("web:concept", key)


@desk_page
@require_safe
def lexicon_export(request: DeskRequest, kind: str) -> HttpResponse:
    """The lexicon as our desk has it."""
    form = lexicon_files.kind_of(f"lexicon.{kind}")
    content = lexicon_files.written(lexicon_of(our_desk(request)).concepts, form)
    answer = HttpResponse(content, content_type=f"{lexicon_files.MEDIA[form]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lexicon.{kind}"'
    return answer


@desk_page
@require_http_methods(["GET", "POST"])
def lexicon_import(request: DeskRequest) -> HttpResponse:
    """All of a file or nothing of it."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _brought(request, form):
        return redirect("web:lexicon")
    context = {"form": form, "title": _("Bring in a lexicon"), "back": reverse("web:lexicon"), "has_file": True, "button": _("Bring in")}  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


def _brought(request: DeskRequest, form: FileForm) -> bool:
    upload, only_check = form.cleaned_data["file"], form.cleaned_data["only_check"]
    try:
        kind = lexicon_files.kind_of(upload.name)
        concepts = lexicon_files.read(upload.read(lexicon_files.LARGEST + 1), kind)
        done = bring_lexicon(concepts, desk=our_desk(request), by=request.user, dry_run=only_check)
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return False
    facts = {"concepts": done.concepts, "added": done.added, "hidden": done.hidden}
    said = _("It would bring %(concepts)s concepts, %(added)s labels, and hide %(hidden)s labels.") if only_check else _("Brought in: %(concepts)s concepts and %(added)s labels; %(hidden)s labels hidden.")  # fmt: skip
    messages.success(request, said % facts)
    return True


urlpatterns = [
    path("lexicon/", lexicon, name="lexicon"),
    path("lexicon/export.<slug:kind>", lexicon_export, name="lexicon-export"),
    path("lexicon/import/", lexicon_import, name="lexicon-import"),
    path("lexicon/changes/<int:pk>/undo/", concept_undo, name="concept-undo"),
    path("lexicon/<slug:key>/", concept, name="concept"),
    path("lexicon/<slug:key>/labels/", concept_label, name="concept-label"),
    path("lexicon/<slug:key>/hide/", concept_hide, name="concept-hide"),
    path("lexicon/<slug:key>/narrower/", concept_new, name="concept-new"),
    path("lexicon/<slug:key>/withdraw/", concept_withdraw, name="concept-withdraw"),
    path("lexicon/<slug:key>/restore/", concept_restore, name="concept-restore"),
]
