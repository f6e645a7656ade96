"""Import and export: templates, a list pasted or uploaded, what it would do, what came of it, and everything out again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.agreements.models import Agreement
from greendesk.agreements.queries import overlaps
from greendesk.desks import files, logbook
from greendesk.desks.models import Desk, Level, ListImport, StoredFile
from greendesk.kit import jobs
from greendesk.kit.langs import CONTENT_LANGS, OWN_NAMES
from greendesk.kit.models import JobProgress

from ..activity import activity_of
from ..lists import errors, exporting, tasks, working
from ..lists.headers import OURS, Reading, from_plain, map_columns, suggest
from ..lists.kinds import ListKind, all_kinds, kind_of
from ..lists.sheets import Sheet, read_sheets
from ..public.limits import count
from ..views import DeskRequest, desk_page

AT_ONCE_ROWS = 150  # a longer list is tried out by a worker
UPLOADS_PER_HOUR = 200
FORMS = {"xlsx": exporting.XLSX, "json": "application/json"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_l("File"),
        required=False,
        help_text=_l(".xlsx, .csv, .txt, or an export of greendesk in .json; any encoding, any separator."),
    )
    text = forms.CharField(
        label=_l("Or paste the rows here"), required=False, strip=False, max_length=4_000_000,
        widget=forms.Textarea(attrs={"rows": 6}), help_text=_l("With the line of headings, straight from the spreadsheet."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_l("What it is a list of"), required=False)
    language = forms.ChoiceField(
        label=_l("Language of the list"), choices=[(lang, OWN_NAMES.get(lang, lang)) for lang in CONTENT_LANGS]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("let greendesk find out")), *((k.key, k.label) for k in all_kinds())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not (data.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file, or paste rows."))
        return data


@desk_page
@require_http_methods(["GET", "POST"])
def lists(request: DeskRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("web:list-import", _take_in(request, form).pk)
        except errors.ListRefusal as refusal:
            form.add_error("file" if form.cleaned_data.get("file") else "text", str(refusal))
    states = [state for state in jobs.states_of(request.user.pk) if _is_export(state)]
    context = {
        "form": form,
        "kinds": [kind for kind in all_kinds() if exporting.may_have(kind, request.user)],
        "uploads": request.user.list_imports.select_related("into")[:10],
        "exports": states[:5],
        "may_enter": bool(request.user.editing_desk_ids),
        "most_mb": settings.UPLOAD_MAX_BYTES // (1024 * 1024),
    }
    return render(request, "desk/lists.html", context)


def _is_export(state: jobs.JobState) -> bool:
    return (
        isinstance(state.answer, str)
        and len(state.answer) == 64
        or (not state.is_finished and state.label == _("Export"))
    )


def _take_in(request: DeskRequest, form: UploadForm) -> ListImport:
    """Keep the upload with what its columns seem to be. Raises a ListRefusal, TooOften."""
    desk = _editing_desk(request)
    count(request, "upload", limit=UPLOADS_PER_HOUR, minutes=60)
    data = form.cleaned_data
    upload = data.get("file")
    name, content = (upload.name, b"") if upload else (_("pasted rows"), data["text"].encode())
    most_mb = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    if upload:
        if upload.size > settings.UPLOAD_MAX_BYTES:  # refused by its size, before it is read
            raise errors.TooLarge(mb=upload.size // (1024 * 1024), most=most_mb)
        content = upload.read()
    sheets = read_sheets(content, name, most_mb=most_mb)
    readings = [_reading(sheet, data["kind"]) for sheet in sheets]
    return ListImport.objects.create(
        account=request.user, into=desk, file=files.keep_bytes(content, "application/octet-stream"), name=name[:160],
        language=data["language"], plan={"sheets": [reading.plain() for reading in readings]},
    )  # fmt: skip


def _reading(sheet: Sheet, kind: str) -> Reading:
    """What the sheet seems to be; a sheet that nothing fits is shown and left out unless somebody says what it is."""
    return suggest(sheet, kind=kind) or suggest(sheet) or Reading(sheet.name, "", 1, {}, sheet.rows[0])


def _editing_desk(request: DeskRequest) -> Desk:
    desk = request.user.desk
    if desk is None or desk.pk not in request.user.editing_desk_ids:
        raise PermissionDenied
    return desk


def own_upload(request: DeskRequest, pk: int) -> ListImport:
    return get_object_or_404(ListImport.objects.select_related("into", "file", "account"), pk=pk, account=request.user)


@desk_page
@require_http_methods(["GET", "POST"])
def list_import(request: DeskRequest, pk: int) -> HttpResponse:
    """The columns to look over, then what entering would do, then what came of it."""
    upload = own_upload(request, pk)
    if request.method == "POST" and not upload.imported_at:
        _change_plan(upload, request.POST)
        return _try_out(request, upload)
    reports = working.from_report(upload.report)
    context: dict[str, Any] = {
        "upload": upload,
        "sheets": [_sheet_form(number, written) for number, written in enumerate(upload.plan["sheets"])],
        "kinds": all_kinds(),
        "reports": [_spoken(report, upload) for report in reports],
        "failed": sum(report.failed for report in reports),
        "fresh": sum(report.fresh for report in reports),
        "completed": sum(report.completed for report in reports),
        "job": _job(upload),
    }
    if upload.imported_at:
        context |= _first_value(request)
    return render(request, "desk/list_import.html", context)


def _job(upload: ListImport) -> jobs.JobState | None:
    if upload.job is None:
        return None
    try:
        return jobs.state(upload.job)
    except JobProgress.DoesNotExist:
        return None


def _sheet_form(number: int, written: dict[str, Any]) -> dict[str, Any]:
    """One sheet with its headings and, for each, what it may be."""
    reading, kind = from_plain(written), kind_of(written["kind"])
    offered = _offers(kind) if kind else []
    columns = [
        {"name": f"column-{number}-{place}", "heading": heading, "chosen": reading.columns.get(place, ""), "offered": _with(offered, reading.columns.get(place, ""))}
        for place, heading in enumerate(reading.headings)
        if heading
    ]  # fmt: skip
    return {"number": number, "name": reading.sheet, "kind": reading.kind, "columns": columns, "first": reading.first}


def _offers(kind: ListKind) -> list[tuple[str, str]]:
    return [(column.key, str(column.label)) for column in kind.columns]


def _with(offered: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """A language version or the mark of ours is offered where it was recognised."""
    if not chosen or any(key == chosen for key, _label in offered):
        return offered
    name, _bracket, lang = chosen.rstrip("]").partition("[")
    label = dict(offered).get(name, "")
    return [*offered, (chosen, _("Is it ours?") if chosen == OURS else f"{label} [{lang}]")]


def _change_plan(upload: ListImport, posted: Any) -> None:
    """What the person says of sheets and columns, and which rows are the same as known ones."""
    sheets = []
    for number, written in enumerate(upload.plan["sheets"]):
        reading = from_plain(written)
        kind = posted.get(f"kind-{number}", reading.kind)
        if kind != reading.kind:
            found = kind_of(kind)
            columns = map_columns(reading.headings, found)[0] if found else {}
        else:
            named = {place: posted.get(f"column-{number}-{place}", key) for place, key in _all_places(reading).items()}
            columns = {place: key for place, key in named.items() if key}
        sheets.append(
            Reading(reading.sheet, kind if kind_of(kind) else "", reading.first, columns, reading.headings).plain()
        )
    same = {
        key.removeprefix("same-"): value
        for key, value in posted.items()
        if key.startswith("same-") and value.isdecimal()
    }
    upload.plan = {"sheets": sheets, "same": {**upload.plan.get("same", {}), **same}}
    upload.only_good = posted.get("only_good") == "1"
    upload.save(update_fields=["plan", "only_good"])


def _all_places(reading: Reading) -> dict[int, str]:
    return {place: reading.columns.get(place, "") for place in range(len(reading.headings))}


def _try_out(request: DeskRequest, upload: ListImport) -> HttpResponse:
    rows = sum(len(sheet.rows) for sheet in working.sheets_of(upload))
    if rows <= AT_ONCE_ROWS:
        working.check_list(upload, today=timezone.localdate())
    else:
        _queue(request, upload, tasks.check_uploaded, _("Trying out “%(name)s”"))
    return redirect("web:list-import", upload.pk)


def _queue(request: DeskRequest, upload: ListImport, task: Any, label: str) -> None:
    upload.job = jobs.enqueue(task, upload.pk, label=label % {"name": upload.name}, account_id=request.user.pk)
    upload.save(update_fields=["job"])


@desk_page
@require_POST
def enter(request: DeskRequest, pk: int) -> HttpResponse:
    upload = own_upload(request, pk)
    if upload.imported_at:
        raise errors.EnteredAlready
    _change_plan(upload, request.POST)
    _queue(request, upload, tasks.enter_uploaded, _("Entering “%(name)s”"))
    return redirect("web:list-import", upload.pk)


def _spoken(report: working.SheetReport, upload: ListImport) -> dict[str, Any]:
    kind = kind_of(report.kind)
    headings = list(dict.fromkeys(key for row in report.preview for key in row))
    rows = [[(heading, row.get(heading, "")) for heading in headings] for row in report.preview]
    same = upload.plan.get("same", {})
    notes = [
        {
            "note": note,
            "same": f"{report.sheet}:{note.line}",
            "is_same": str(same.get(f"{report.sheet}:{note.line}", "")) == str(note.near),
        }
        for note in report.notes
    ]
    return {
        "report": report,
        "label": kind.label if kind else report.kind,
        "headings": headings,
        "rows": rows,
        "notes": notes,
        "page": kind and _page_of(kind),
    }


def _page_of(kind: ListKind) -> str:
    return {
        "agreements": "agreements",
        "companies": "companies",
        "challenges": "challenges",
        "people": "people",
        "organisations": "people",
        "leads": "follow-ups",
        "effects": "effects",
    }.get(kind.key, "")


def _first_value(request: DeskRequest) -> dict[str, Any]:
    """What a desk learns on the first day: who else is there, what has gone quiet, what is there twice."""
    from greendesk.directory.duplicates import likely_pairs  # loads numpy, which the other pages here do without

    today = timezone.localdate()
    desk = _editing_desk(request)
    seen = Agreement.objects.visible_to(request.user, Level.EXISTENCE).select_related("desk", "place__parent__parent")
    mine = list(Agreement.objects.ours(request.user).in_force(today).select_related("place"))
    activity = activity_of(mine, request.user, today)
    quiet = [
        (row, activity[row.pk].last) for row in mine if activity[row.pk].is_dormant(today, desk.dormant_after_months)
    ]
    shared = [overlap for overlap in overlaps(seen) if desk.name in overlap.desks]
    return {
        "overlaps": shared[:20],
        "quiet": quiet[:20],
        "duplicates": len(likely_pairs(desk)),
        "months": desk.dormant_after_months,
    }


# -- out -------------------------------------------------------------------------------------------------


@desk_page
def template(request: DeskRequest) -> HttpResponse:
    """An empty list, or a workbook of all of them."""
    wanted = request.GET.get("kind", "")
    kinds = [kind for kind in all_kinds() if not wanted or kind.key == wanted]
    if not kinds:
        raise Http404
    content = exporting.template_of(kinds, language=request.user.language)
    return _download(content, f"greendesk-{wanted or 'all'}.xlsx", exporting.XLSX)


@desk_page
def export(request: DeskRequest) -> HttpResponse:
    """One list at once."""
    kind = kind_of(request.GET.get("kind", ""))
    if kind is None or not exporting.may_have(kind, request.user):
        raise Http404
    table = exporting.table_of(kind, request.user)
    logbook.record(
        "lists.exported",
        by=request.user,
        desk=request.user.desk,
        form=request.GET.get("form", "xlsx"),
        **{kind.key: len(table.rows)},
    )
    if request.GET.get("form") == "csv":
        return _download(exporting.csv_of(table), f"{kind.key}.csv", "text/csv; charset=utf-8")
    if request.GET.get("form") == "json":
        return _download(exporting.json_of([table], at=timezone.now()), f"{kind.key}.json", "application/json")
    return _download(exporting.workbook_of([table]), f"{kind.key}.xlsx", exporting.XLSX)


@desk_page
@require_POST
def export_all(request: DeskRequest) -> HttpResponse:
    form = request.POST.get("form", "xlsx")
    jobs.enqueue(
        tasks.export_everything,
        request.user.pk,
        form if form in FORMS else "xlsx",
        label=_("Export"),
        account_id=request.user.pk,
    )
    messages.success(request, _("The export is being made; it appears on this page."))
    return redirect("web:lists")


@desk_page
def exported(request: DeskRequest, digest: str) -> HttpResponse:
    """A finished export, for the account that asked for it."""
    mine = {state.answer for state in jobs.states_of(request.user.pk, limit=50) if state.is_finished}
    if digest not in mine:
        raise Http404
    stored = get_object_or_404(StoredFile, digest=digest)
    form = "json" if stored.media_type == "application/json" else "xlsx"
    with files.open_stored(stored) as file:
        return _download(file.read(), f"greendesk-{timezone.localdate():%Y-%m-%d}.{form}", stored.media_type)


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media_type, headers=disposition)


urlpatterns = [
    path("lists/", lists, name="lists"),
    path("lists/template/", template, name="list-template"),
    path("lists/export/", export, name="list-export"),
    path("lists/export/all/", export_all, name="list-export-all"),
    path("lists/export/<slug:digest>/", exported, name="list-exported"),
    path("lists/<int:pk>/", list_import, name="list-import"),
    path("lists/<int:pk>/enter/", enter, name="list-enter"),
]
