"""Slides of a pitch: kept with an application, taken away, and handed out to whoever may see the pitch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from greendesk.desks.files import open_stored
from greendesk.kit.langs import OWN_NAMES
from greendesk.missions import services
from greendesk.missions.models import Slides
from greendesk.missions.slides import MOST_BYTES

from ..views import DeskRequest, desk_page, saved, take
from ..widgets import UploadField
from .missions import own_application


class SlidesForm(forms.Form):
    file = UploadField(
        label=gettext_lazy("Slides"),
        help_text=gettext_lazy("PDF, PPTX or ODP, up to 20 MB."),
        most_bytes=MOST_BYTES,
        widget=forms.FileInput(attrs={"accept": ".pdf,.pptx,.odp"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("", "–"), *OWN_NAMES.items()], required=False
    )


@desk_page
@require_http_methods(["GET", "POST"])
def keep(request: DeskRequest, pk: int) -> HttpResponse:
    application = own_application(request, pk)
    form = SlidesForm(request.POST or None, request.FILES or None)

    def verb(file: Any, language: str) -> Slides:
        content = file.read(MOST_BYTES + 1)
        return services.keep_slides(application, name=file.name, content=content, language=language, by=request.user)

    if request.method == "POST" and (kept := take(form, verb)):
        messages.success(request, saved(kept))
        return redirect("web:mission", application.mission_id)
    context = {
        "form": form,
        "title": _("Slides of %(company)s") % {"company": application.company},
        "has_file": True,
        "back": reverse("web:mission", args=[application.mission_id]),
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Slides.objects.editable_by(request.user).select_related("application__mission"), pk=pk)
    services.remove_slides(row, by=request.user)
    messages.success(request, _("The slides are taken away."))
    return redirect("web:mission", row.application.mission_id)


@login_required
@require_safe
def slides(request: DeskRequest, pk: int) -> FileResponse:
    """The file as it was handed in, always as a download, so that nothing in it runs in our pages."""
    row = get_object_or_404(Slides.objects.visible_to(request.user).select_related("file"), pk=pk)
    return FileResponse(
        open_stored(row.file), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )


urlpatterns = [
    path("applications/<int:pk>/slides/", keep, name="application-slides"),
    path("slides/<int:pk>/", slides, name="slides"),
    path("slides/<int:pk>/remove/", remove, name="slides-remove"),
]
