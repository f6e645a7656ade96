"""One question by link: how does it stand? Looking changes nothing; the answer is a click on a button."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from greendesk.desks.models import GuestLink
from greendesk.followups.models import Pulse
from greendesk.followups.services import answer_pulse

from ..desk.followups_forms import PulseForm
from ..views import take
from .guests import GUEST_PAGES


def pulse_page(request: HttpRequest, link: GuestLink) -> HttpResponse:
    pulse = (
        Pulse.objects.filter(link=link).select_related("lead__owner__organisation", "lead__counterpart", "lead__place").first()
    )  # fmt: skip
    if pulse is None:
        raise Http404
    first = {"stage": pulse.stage or pulse.lead.stage, "visibility": pulse.visibility, "note": pulse.note}
    form = PulseForm(request.POST or None, initial=first)
    if take(form, lambda **data: answer_pulse(pulse, at=timezone.now(), link=link, **data)):
        messages.success(request, _("Thank you. Your desk sees the stage; nobody else does unless you said so."))
        return redirect(request.path)
    context = {"pulse": pulse, "lead": pulse.lead, "form": form, "link": link}
    return render(request, "public/pulse.html", context, status=422 if form.errors else 200)


GUEST_PAGES["pulse"] = pulse_page
