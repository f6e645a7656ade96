"""Papers of a visit: made from the records whenever they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from greendesk.kit import papers
from greendesk.kit.langs import LANGS
from greendesk.visits import sheets
from greendesk.visits.models import Delegation
from greendesk.visits.sheets.speaking import Langs

from ..forwarding import FORWARDED, forwarded
from ..views import DeskRequest, desk_page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Sheet = Callable[..., dict[str, Any]]

PAPERS: dict[str, tuple[Any, str, Sheet]] = {
    "programme": (_("Programme"), "visits/programme", sheets.programme_sheet),
    "pocket": (_("Pocket card (A6)"), "visits/pocket", sheets.pocket_sheet),
    "changes": (_("Change slip"), "visits/changes", sheets.changes_sheet),
    "briefing": (_("Briefing for whoever receives"), "visits/briefing", sheets.briefing_sheet),
    "doors": (_("Door list"), "visits/doors", sheets.doors_sheet),
    "seats": (_("Seat plan"), "visits/seats", sheets.seats_sheet),
    "name-cards": (_("Name cards"), "visits/name_cards", sheets.cards_sheet),
    "table-signs": (_("Table signs"), "visits/table_signs", sheets.cards_sheet),
    "safety": (_("Safety sheet"), "visits/safety", sheets.safety_sheet),
    "book": (_("Delegation book"), "visits/book", sheets.book_sheet),
    "report": (_("Visit report"), "visits/report", sheets.report_sheet),
    "invitation": (_("Letter of invitation"), "visits/letter", sheets.invitation_sheet),
    "thanks": (_("Letter of thanks"), "visits/letter", sheets.thanks_sheet),
}
DATED = ("invitation", "thanks")


def languages_asked(request: DeskRequest) -> Langs | None:
    """`?langs=zh-hans,da`: any two of ours, the first leads."""
    asked = [lang for lang in request.GET.get("langs", "").split(",") if lang in LANGS]
    return (asked[0], asked[1]) if len(asked) == 2 and asked[0] != asked[1] else None


@desk_page
@require_safe
def paper(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """One paper as PDF; the programme also as DOCX (`?as=docx`), each as a picture
    (`?as=png`), programme and report also as one page for a messenger (`?as=html`)."""
    row: Any = get_object_or_404(
        Delegation.objects.editable_by(request.user).select_related("desk", "leader", "greeter", "place"), pk=pk
    )
    if name not in PAPERS:
        raise Http404
    _title, template, make = PAPERS[name]
    more: dict[str, Any] = {"on": timezone.localdate()} if name in DATED else {}
    sheet = make(row, langs=languages_asked(request), **more)
    kind = request.GET.get("as", "pdf")
    if kind == "docx" and name == "programme":
        from greendesk.visits.sheets.docx import programme_docx  # takes long to import; the web page starts without it

        return _file(programme_docx(sheet), DOCX, row, name, "docx")
    if kind == "html" and name in FORWARDED:
        return _file(forwarded(name, sheet).encode(), "text/html; charset=utf-8", row, name, "html", is_kept=True)
    pictures = sheets.files_of(sheet)
    if kind == "png":
        content = papers.render(template, sheet, format="png", pictures=pictures)
        return _file(content, "image/png", row, name, "png")
    return _file(papers.render(template, sheet, pictures=pictures), "application/pdf", row, name, "pdf")


def _file(
    content: bytes, media_type: str, row: Delegation, name: str, ending: str, *, is_kept: bool = False
) -> HttpResponse:
    """`is_kept`: to be saved and forwarded rather than looked at here."""
    answer = HttpResponse(content, content_type=media_type)
    way = "attachment" if is_kept else "inline"
    answer["Content-Disposition"] = f'{way}; filename="{name}-{row.pk}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def offered() -> list[tuple[str, Any]]:
    return [(name, title) for name, (title, _template, _make) in PAPERS.items()]


urlpatterns: list[URLPattern] = [path("visits/<int:pk>/papers/<slug:name>/", paper, name="visit-paper")]

__all__ = ["offered", "urlpatterns"]
