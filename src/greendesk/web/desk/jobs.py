"""How far a job is: a panel that asks by itself, and a page that does so where no script runs."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from greendesk.desks.models import Membership
from greendesk.kit.jobs import JobState, state
from greendesk.kit.models import JobProgress

from ..views import DeskRequest, desk_page


def seen_job(request: DeskRequest, key: UUID) -> JobState:
    """One's own, a colleague's, or one that the installation asked for itself."""
    try:
        job = state(key)
    except JobProgress.DoesNotExist:
        raise Http404 from None
    colleagues = Membership.objects.filter(account=job.account_id, desk__in=request.user.desk_ids)
    if job.account_id not in (None, request.user.pk) and not colleagues.exists():
        raise Http404
    return job


@desk_page
@never_cache
@require_safe
def job(request: DeskRequest, key: UUID) -> HttpResponse:
    """Asked every two seconds by the panel; opened as a page it loads itself again until the job is done."""
    told = seen_job(request, key)
    wanted = request.GET.get("back", "")
    back = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"
    if request.htmx:
        answer = render(request, "desk/job.html", {"job": told, "back": back, "reload": request.GET.get("reload", "")})
        if told.is_finished and not told.failed_because and request.GET.get("reload"):
            answer["HX-Refresh"] = "true"
        return answer
    if told.is_finished and not told.failed_because:
        return redirect(back)
    return render(request, "desk/job_page.html", {"job": told, "back": back})


urlpatterns = [path("jobs/<uuid:key>/", job, name="job")]
