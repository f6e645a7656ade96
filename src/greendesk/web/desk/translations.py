"""The translation queue: what is missing, stale or only drafted, for whom; source and version side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from greendesk.desks.models import TextGap
from greendesk.desks.translating import text_field, write_version
from greendesk.kit.langs import LANGS, OWN_NAMES
from greendesk.kit.texts import Texts, fingerprint

from ..addresses import page_at
from ..views import DeskRequest, desk_page, page_of, saved, take

STATES = {"missing": gettext_lazy("missing"), "stale": gettext_lazy("older than its source"), "draft": gettext_lazy("draft, to be checked")}  # fmt: skip
TONES = {"missing": "neutral", "stale": "amber", "draft": "info"}


class VersionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your version"), strip=True, widget=forms.Textarea(attrs={"rows": 12}), max_length=20_000
    )
    checked = forms.BooleanField(label=gettext_lazy("Checked: I stand for this version"), required=False, initial=True)
    credit = forms.CharField(
        label=gettext_lazy("Named beside this version"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Stands with the text on public pages. Leave it empty to name nobody."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def gaps(request: DeskRequest) -> Any:
    rows = TextGap.objects.filter(desk__in=request.user.editing_desk_ids)
    for name in ("language", "state", "kind"):
        if wanted := request.GET.get(name):
            rows = rows.filter(**{name: wanted})
    return rows


@desk_page
def translations(request: DeskRequest) -> HttpResponse:
    rows = gaps(request)
    page = page_of(request, rows.order_by("state", "kind", "record", "field", "language"))
    own = TextGap.objects.filter(desk__in=request.user.editing_desk_ids).order_by()
    languages, states = Counter[str](), Counter[str]()
    for language, state, n in own.values_list("language", "state").annotate(n=Count("pk")):
        languages[language] += n
        states[state] += n
    context = {
        "page": page, "entries": entries(page.object_list), "tones": TONES,
        "languages_waiting": [
            (code, OWN_NAMES[code], n) for code, n in sorted(languages.items()) if code in LANGS
        ],
        "states": [(code, STATES[code], n) for code, n in sorted(states.items()) if code in STATES],
        "kinds": sorted(
            ((kind, kind_name(kind), n) for kind, n in own.values_list("kind").annotate(n=Count("pk"))), key=lambda k: k[1]
        ),
        "asked": {name: request.GET.get(name, "") for name in ("language", "state", "kind")},
    }  # fmt: skip
    return render(request, "desk/translations.html", context)


def kind_name(kind: str) -> str:
    return str(apps.get_model(kind)._meta.verbose_name)


def entries(rows: Any) -> list[dict[str, Any]]:
    """Each gap with its record's title and the beginning of the source; one query for each kind on the page."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for gap in rows:
        by_kind[gap.kind].add(gap.record)
    records = {kind: apps.get_model(kind)._default_manager.in_bulk(keys) for kind, keys in by_kind.items()}
    found = []
    for gap in rows:
        record: Any = records[gap.kind].get(gap.record)
        if record is None:
            continue
        texts: Texts = getattr(record, gap.field)
        field = record._meta.get_field(gap.field)
        found.append(
            {"gap": gap, "kind": kind_name(gap.kind), "field": field.verbose_name, "state": STATES.get(gap.state, gap.state),
             "source": texts.shown(texts.source_lang).text[:160], "source_lang": texts.source_lang}
        )  # fmt: skip
    return found


@desk_page
@require_http_methods(["GET", "POST"])
def translation(request: DeskRequest, pk: int) -> HttpResponse:
    gap = get_object_or_404(TextGap, pk=pk, desk__in=request.user.editing_desk_ids)
    model: Any = apps.get_model(gap.kind)
    record = get_object_or_404(model.objects.editable_by(request.user), pk=gap.record)
    field = text_field(model, gap.field)
    texts: Texts = getattr(record, gap.field)
    source = texts.source_lang
    if not source:
        raise Http404
    present = texts.get(gap.language)
    first = {
        "text": present["text"] if present else "", "checked": True, "seen": fingerprint(texts[source]["text"]),
        "credit": present.get("by", "") if present else request.user.name,
    }  # fmt: skip
    form = VersionForm(request.POST or None, initial=first)

    def verb(**data: Any) -> Texts:
        return write_version(record, field=gap.field, language=gap.language, by=request.user, **data)

    if take(form, verb):
        messages.success(request, saved(f"{field.verbose_name}, {OWN_NAMES[gap.language]}"))
        following = gaps(request).filter(language=gap.language).order_by("state", "kind", "record", "field").first()
        if following and request.POST.get("then") == "next":
            return redirect("web:translation", following.pk)
        return redirect("web:translations")
    if form.errors:
        form.data = form.data.copy()
        form.data["seen"] = first["seen"]
    context = {
        "gap": gap, "record": record, "kind": kind_name(gap.kind), "field": field.verbose_name, "form": form, "state": STATES[gap.state],
        "source": texts[source]["text"], "source_lang": source, "tone": TONES[gap.state], "url": page_at(gap.kind, gap.record),
        "others": [(lang, entry["text"], texts.state_of(lang)) for lang, entry in texts.items() if lang not in (source, gap.language)],
    }  # fmt: skip
    return render(request, "desk/translation.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("translations/", translations, name="translations"),
    path("translations/<int:pk>/", translation, name="translation"),
]
