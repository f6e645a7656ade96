"""The visit report, to be read by those who were not there: what was seen, who came, what was promised."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ..errors import NoReport
from ..models import Delegation, Feedback, Stop
from .days import newest, stops_by_day
from .people import guests_of
from .pictures import pictures_of
from .speaking import Langs, both, day_in, head, languages_of, local, name_of, stop_in


def report_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/report` and its page to forward, in the desk's language first. Raises NoReport, NoProgramme."""
    guests, ours = languages_of(delegation)
    pair = langs or (ours, guests)
    report = getattr(delegation, "report", None)
    if report is None:
        raise NoReport
    programme = newest(delegation)
    stops = [stop for mine in stops_by_day(delegation, programme).values() for stop in mine if stop.kind != "meal"]
    noticed = {row.stop_id: row for row in Feedback.objects.filter(stop__in=stops)}
    came = delegation.invitations.filter(has_come=True).select_related("company__organisation")
    return {
        **head(delegation, pair, programme, "report"),
        "body": both(pair, lambda lang: name_of(delegation.organisation, lang)),
        "size": delegation.size.display(pair[0]) if delegation.size else "",
        "guests": guests_of(delegation, pair),
        "interest": both(pair, lambda lang: report.interest.text(lang)),
        "promises": both(pair, lambda lang: report.promises.text(lang)),
        "potential": both(pair, lambda lang: report.potential.text(lang)),
        "goes_on": both(pair, lambda lang: name_of(report.next_owner.organisation, lang))
        if report.next_owner
        else ("", ""),
        "next_step": report.next_step,
        "stops": [_stop(delegation, stop, noticed.get(stop.pk), pair) for stop in stops],
        "came": [both(pair, lambda lang, row=row: name_of(row.company.organisation, lang)) for row in came],  # type: ignore[misc]
        "pictures": pictures_of(delegation.pictures.all(), pair[0]),
    }


def _stop(delegation: Delegation, stop: Stop, noticed: Feedback | None, langs: Langs) -> dict[str, Any]:
    at = local(stop.starts_at, delegation)
    return {
        "when": both(langs, lambda lang: f"{day_in(at.date(), lang)} {at:%H:%M}"),
        "what": both(langs, lambda lang: stop_in(stop, lang)),
        "interest": both(langs, lambda _lang: _("interest %(n)d of 3") % {"n": noticed.interest})
        if noticed and noticed.interest is not None
        else ("", ""),
        "questions": noticed.questions if noticed else "",
    }
