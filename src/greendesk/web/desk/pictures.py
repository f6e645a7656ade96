"""Pictures with their credit: added on the page of a site, a visit or a mission, served to whoever may see them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from greendesk.catalogue import services
from greendesk.catalogue.models import Picture, ReferenceSite
from greendesk.catalogue.pictures import MOST_BYTES
from greendesk.desks.files import open_stored
from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import Shown
from greendesk.kit.texts import TextsFormField
from greendesk.missions import services as missions
from greendesk.missions.models import Mission
from greendesk.visits import services as visits
from greendesk.visits.models import Delegation

from ..views import DeskRequest, desk_page, saved, take

WHOLES: dict[str, tuple[Any, str]] = {
    "site": (ReferenceSite, "web:site"), "visit": (Delegation, "web:delegation"), "story": (Mission, "web:mission"),
}  # fmt: skip


class PictureForm(forms.Form):
    upload = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPEG or PNG. Where it was taken and with what is removed."),
    )
    caption = TextsFormField(label=gettext_lazy("What is to be seen"), required=False)
    credit = forms.CharField(
        label=gettext_lazy("Credit line"),
        max_length=160,
        help_text=gettext_lazy("Who took it: it stands under the picture."),
    )
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), choices=Picture.Licence.choices)
    is_public = forms.BooleanField(label=gettext_lazy("Show it on public pages"), required=False)


def pictures_shown(account: Account, **whole: Any) -> list[Shown]:
    """Pictures of one record as this reader gets them."""
    rows = Picture.objects.visible_to(account, Level.SUMMARY).filter(**whole).select_related("file")
    return [Shown(row) for row in rows]


@desk_page
@require_POST
def add(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Keep the file with its credit and put it on the record it was sent from."""
    model, page = WHOLES.get(kind) or _missing()
    whole = get_object_or_404(model.objects.editable_by(request.user), pk=pk)
    form = PictureForm(request.POST, request.FILES)

    def verb(upload: Any, **facts: Any) -> Picture:
        content = upload.read(MOST_BYTES + 1)
        site = whole if kind == "site" else None
        picture = services.add_picture(desk=whole.desk, content=content, site=site, by=request.user, **facts)
        _attach(kind, whole, picture, request.user)
        return picture

    made = take(form, verb)
    if made is None:
        context = {"form": form, "title": _("Add a picture"), "has_file": True, "back": "../"}
        return render(request, "desk/form.html", context, status=422)
    messages.success(request, saved(made))
    return redirect(page, pk)


def _missing() -> Any:
    raise Http404


def _attach(kind: str, whole: Any, picture: Picture, by: Account) -> None:
    if kind == "visit":
        visits.attach_picture(whole, picture, by=by)
    elif kind == "story":
        missions.attach_picture(whole, picture, by=by)


@desk_page
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Picture.objects.editable_by(request.user), pk=pk)
    services.remove_picture(row, by=request.user)
    messages.success(request, _("The picture is removed."))
    back = request.POST.get("back", "")
    return redirect(back if back.startswith("/") and not back.startswith("//") else "web:sites")


@require_safe
def picture(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself: for everybody where it is public, else for whoever may see the picture."""
    public = Q(is_public=True)
    rows = Picture.objects.select_related("file")
    row = rows.filter(public, pk=pk).first()
    if row is None and isinstance(request.user, Account):
        row = rows.visible_to(request.user, Level.SUMMARY).filter(pk=pk).first()
    if row is None:
        raise Http404
    answer = FileResponse(open_stored(row.file), content_type=row.file.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400"
    answer["Content-Disposition"] = f'inline; filename="picture-{row.pk}.{row.ending}"'
    return answer


urlpatterns = [
    path("pictures/<int:pk>/", picture, name="picture"),
    path("pictures/<int:pk>/remove/", remove, name="picture-remove"),
    path("pictures/<slug:kind>/<int:pk>/add/", add, name="picture-add"),
]
