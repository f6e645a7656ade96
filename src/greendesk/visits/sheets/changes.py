"""The change slip: what is different since the version that people hold in their hands."""

from __future__ import annotations

from typing import Any

from ..models import Delegation, Stop
from ..services.hosts import differences
from .days import newest
from .speaking import Langs, Pair, both, day_in, head, languages_of, local, person_in, stop_in


def changes_sheet(delegation: Delegation, *, langs: Langs | None = None) -> dict[str, Any]:
    """For `visits/changes`: the newest version against the one sent before it. Raises NoProgramme."""
    pair = langs or languages_of(delegation)
    programme = newest(delegation)
    before = delegation.programmes.sent().exclude(pk=programme.pk).first()
    changed, gone = differences(before, programme)
    old = {stop.uid: stop for stop in before.stops.all()} if before else {}
    rows = [_row(delegation, pair, stop, old.get(stop.uid)) for stop in changed]
    rows += [_row(delegation, pair, None, stop) for stop in gone]
    return {
        **head(delegation, pair, programme, "changes"),
        "since": f"v{before.number}" if before else "",
        "rows": sorted(rows, key=lambda row: row["sort"]),
    }


def _row(delegation: Delegation, langs: Langs, new: Stop | None, old: Stop | None) -> dict[str, Any]:
    stop = new or old
    assert stop is not None
    host = stop.host

    def when(one: Stop | None) -> Pair:
        if one is None:
            return "", ""
        at = local(one.starts_at, delegation)
        return both(langs, lambda lang: f"{day_in(at.date(), lang)} {at:%H:%M}")

    return {
        "what": both(langs, lambda lang: stop_in(stop, lang)),
        "old": when(old),
        "new": when(new),
        "host": both(langs, lambda lang: person_in(host, lang)) if host else ("", ""),
        "phone": host.phone if host else "",
        "sort": stop.starts_at.isoformat(),
    }
