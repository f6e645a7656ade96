"""Who owns a record together, who has been asked to, and what other desks ask of us."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks import co_owning
from greendesk.desks.housekeeping import runs
from greendesk.desks.models import CoInvitation, Desk, Level
from greendesk.desks.sharing import DeskOwned

from ..addresses import address_of, page_at
from ..views import DeskRequest, desk_page, page_of, take


class CoDeskForm(forms.Form):
    desk = forms.ModelChoiceField(Desk.objects.none(), label=gettext_lazy("Desk that should own this too"))

    def __init__(self, *args: Any, record: DeskOwned, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = [record.desk_id, *record.co_desks.values_list("pk", flat=True)]
        self.fields["desk"].queryset = Desk.objects.exclude(pk__in=taken)  # type: ignore[attr-defined]


def wanted_record(request: DeskRequest, kind: str, pk: int) -> DeskOwned:
    """A record that this reader sees in full and that desks may own together."""
    try:
        model: Any = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, DeskOwned) or not model.may_be_co_owned or not page_at(kind, pk):
        raise Http404
    row = model.objects.visible_to(request.user, Level.FULL).ours(request.user).select_related("desk").filter(pk=pk)
    return get_object_or_404(row)


@desk_page
@require_http_methods(["GET", "POST"])
def co_owners(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    row = wanted_record(request, kind, pk)
    may_invite = runs(row.desk, request.user)
    form = CoDeskForm(request.POST or None, record=row)
    asked = take(form, lambda desk: co_owning.invite_co_desk(row, desk=desk, by=request.user))
    if asked:
        messages.success(
            request, _("%(desk)s is asked. It owns the record too once it says yes.") % {"desk": asked.guest}
        )
        return redirect("web:co-owners", kind, pk)
    own = set(request.user.desk_ids)
    desks = [
        (desk, may_invite or (desk.pk in own and runs(desk, request.user))) for desk in row.co_desks.order_by("name")
    ]
    context = {
        "row": row, "kind": kind, "desks": desks, "form": form, "may_invite": may_invite, "back": address_of(row),
        "open": CoInvitation.objects.of_record(row).open().select_related("guest"),
    }  # fmt: skip
    return render(request, "desk/co_owners.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def release(request: DeskRequest, kind: str, pk: int, desk: int) -> HttpResponse:
    row, leaving = wanted_record(request, kind, pk), get_object_or_404(Desk, pk=desk)
    co_owning.release_co_desk(row, desk=leaving, by=request.user)
    messages.success(request, _("%(desk)s no longer owns this. Asking again undoes it.") % {"desk": leaving})
    return redirect("web:co-owners", kind, pk) if row.desk_id in request.user.desk_ids else redirect("web:today")


@desk_page
def invitations(request: DeskRequest) -> HttpResponse:
    """What other desks ask of us, and what we ask of them; open questions first."""
    rows = CoInvitation.objects.visible_to(request.user).select_related("host", "guest", "asked_by")
    page = page_of(request, rows.order_by("answered_at", "-asked_at", "-pk"))
    own = {desk.pk for desk in Desk.objects.filter(pk__in=request.user.desk_ids) if runs(desk, request.user)}
    listed = [
        {
            "row": row, "name": apps.get_model(row.kind)._meta.verbose_name, "is_ours": row.guest_id in own,
            "may_withdraw": row.host_id in own, "url": page_at(row.kind, row.record) if row.is_accepted else "",
        }
        for row in page
    ]  # fmt: skip
    return render(request, "desk/invitations.html", {"page": page, "listed": listed})


@desk_page
@require_POST
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(CoInvitation.objects.visible_to(request.user).select_related("guest"), pk=pk)
    verb = request.POST.get("verb")
    if verb == "withdraw":
        co_owning.withdraw_co_invitation(asked, by=request.user)
        messages.success(request, _("Taken back: %(what)s") % {"what": asked})
        return redirect("web:invitations")
    said = co_owning.answer_co_invitation(asked, accept=verb == "accept", at=timezone.now(), by=request.user)
    if said.is_accepted:
        messages.success(request, _("%(desk)s owns this too now.") % {"desk": said.guest})
        return redirect(page_at(said.kind, said.record) or "web:invitations")
    messages.success(request, _("Declined: %(what)s") % {"what": said})
    return redirect("web:invitations")


urlpatterns = [
    path("co-owners/", invitations, name="invitations"),
    path("co-owners/invitations/<int:pk>/", answer, name="invitation-answer"),
    path("co-owners/<str:kind>/<int:pk>/", co_owners, name="co-owners"),
    path("co-owners/<str:kind>/<int:pk>/release/<int:desk>/", release, name="co-owner-release"),
]
