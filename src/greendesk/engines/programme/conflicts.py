"""Why a programme is impossible: the smallest sets of musts, protocol items and lunches that do not fit together."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from greendesk.engines.programme.exact import Model, Question, empty
from greendesk.engines.programme.greedy import Draft
from greendesk.engines.programme.leftout import clock, static_reason
from greendesk.engines.programme.model import Case, Conflict
from greendesk.engines.programme.network import Network

Thing = tuple[str, int, int]  # ("must", delegation, site) | ("protocol", route, node) | ("lunch", route, 0)
MOST = 8  # conflicts named at once


@dataclass(slots=True)
class Finder:
    """Asks CP-SAT whether a set of things can be held together, and shrinks a set that cannot."""

    case: Case
    net: Network
    seconds: float = 3.0
    _asked: dict[frozenset[Thing], bool] = field(default_factory=dict)
    _spent: float = 0.0

    def conflicts(self) -> list[Conflict]:
        found = [_static(self.case, k, v) for k, v in self._musts() if self._static(k, v)]
        things = [thing for thing in self._things() if not (thing[0] == "must" and self._static(*thing[1:]))]
        while len(found) < MOST and not self.holds(things):
            culprits = self.shrink(things)
            found.append(_worded(self.case, self.net, culprits))
            gone = max(culprits, key=lambda thing: (thing[0] == "must", thing[0] == "protocol", thing))
            things.remove(gone)
        return found

    def musts_together(self) -> Draft | None:
        """A programme of protocol, lunches and musts alone, if there is one."""
        return self._model(self._things()).solve(self.seconds, repeatable=True)[1]

    def _musts(self) -> list[tuple[int, int]]:
        return [(k, v) for k in range(len(self.net.must)) for v in range(self.net.sites) if self.net.must[k, v]]

    def _static(self, k: int, v: int) -> bool:
        return static_reason(self.case, self.case.delegations[k], self.case.sites[v]) is not None

    def _things(self) -> list[Thing]:
        routes = self.net.routes
        return [
            *(("protocol", r, node) for r, route in enumerate(routes) for node in route.fixed),
            *(("lunch", r, 0) for r, route in enumerate(routes) if route.lunch),
            *(("must", k, v) for k, v in self._musts()),
        ]

    def _model(self, things: Sequence[Thing]) -> Model:
        routes = range(len(self.net.routes))
        musts = frozenset((k, v) for kind, k, v in things if kind == "must")
        nodes = {r: [v for k, v in sorted(musts) if k == self.net.routes[r].who] for r in routes}
        fixed = {r: [v for kind, q, v in things if kind == "protocol" and q == r] for r in routes}
        lunch = frozenset(r for kind, r, _ in things if kind == "lunch")
        return Model(self.net, Question(routes, nodes, forced=musts, fixed=fixed, lunch=lunch), empty(self.net))

    def holds(self, things: Sequence[Thing]) -> bool:
        """False only when it is proved that the things cannot be held together."""
        key = frozenset(things)
        if key not in self._asked:
            began = time.process_time()
            outcome, _ = self._model(things).solve(1.0, repeatable=True)
            self._spent += time.process_time() - began
            self._asked[key] = outcome != "infeasible"
        return self._asked[key]

    def shrink(self, things: Sequence[Thing]) -> list[Thing]:
        """A smallest set where one or two things clash; otherwise a set from which nothing can be taken."""
        core = self._without_needless(things)
        if len(core) <= 1:
            return core
        for size in range(1, min(3, len(core))):
            for few in combinations(things, size):
                if self._spent > self.seconds:
                    return core
                if not self.holds(few):
                    return list(few)
        return core

    def _without_needless(self, things: Sequence[Thing]) -> list[Thing]:
        core = list(things)
        for thing in things:
            rest = [other for other in core if other != thing]
            if not self.holds(rest):
                core = rest
        return core


def _static(case: Case, k: int, v: int) -> Conflict:
    one, site = case.delegations[k], case.sites[v]
    reason = static_reason(case, one, site)
    assert reason is not None
    rule = reason.rule if reason.rule in ("never", "capacity", "walking", "language") else "closed"
    rule = "travel" if reason.rule == "no way" else rule
    return Conflict(
        (site.id,),
        rule,
        f"{one.id} must visit {site.id}, but {reason.text}",
        reason.proposal,
        reason.rule,
        reason.minute,
    )


def _worded(case: Case, net: Network, things: Sequence[Thing]) -> Conflict:
    names = tuple(dict.fromkeys(_item(net, thing) for thing in things))
    kinds = {kind for kind, _, _ in things}
    hosts = _hosts(case, things)
    if kinds == {"lunch"} and not case.lunches:
        return Conflict(
            names,
            "lunch",
            f"{_listed(case, net, things)}: the case names no lunch place.",
            "Name a lunch place.",
        )
    if len(things) == 1:
        return Conflict(
            names,
            next(iter(kinds)),
            f"{_listed(case, net, things)} fits into no day, even alone.",
            _advice(kinds),
        )
    rested = _rested(case, net, things)
    if kinds == {"must"} and rested:
        text = f"{_listed(case, net, things)} are more than {rested} takes in these days, or too close together."
        return Conflict(names, "rest", text, f"Let one of them see {rested} on a later day, or not at all.")
    if kinds == {"must"} and len(hosts) == 1 and len({k for _, k, _ in things}) > 1:
        text = f"{_listed(case, net, things)} need {hosts[0]} at the same time."
        return Conflict(names, "shared host", text, f"Ask {hosts[0]} for a second time or a colleague.")
    rule = "protocol" if kinds == {"protocol"} else "lunch" if "lunch" in kinds else "time"
    text = (
        f"{_listed(case, net, things)} cannot all be held: their times and the ways between them do not fit together."
    )
    return Conflict(names, rule, text, _advice(kinds))


def _advice(kinds: set[str]) -> str:
    if kinds == {"protocol"}:
        return "Move one of the receptions."
    return "Give up one of them, lengthen the stay, or send part of the delegation."


def _hosts(case: Case, things: Sequence[Thing]) -> list[str]:
    hosts = {case.sites[v].host or case.sites[v].id for kind, _, v in things if kind == "must"}
    return sorted(hosts)


def _rested(case: Case, net: Network, things: Sequence[Thing]) -> str:
    """The one site that several delegations must see and that rests between visits or takes only so many."""
    sites = {v for kind, _, v in things if kind == "must"}
    if len(sites) != 1 or len({k for _, k, _ in things}) < 2:
        return ""
    site = case.sites[sites.pop()]
    return site.id if site.rest or site.most < len(case.delegations) else ""


def _item(net: Network, thing: Thing) -> str:
    kind, r, v = thing
    return f"lunch {net.routes[r].day}" if kind == "lunch" else net.names[v]


def _listed(case: Case, net: Network, things: Sequence[Thing]) -> str:
    return " and ".join(_phrases(case, net, things))


def _phrases(case: Case, net: Network, things: Sequence[Thing]) -> Iterator[str]:
    for kind, a, v in things:
        who = case.delegations[a if kind == "must" else net.routes[a].who].id
        if kind == "must":
            yield f"the must {net.names[v]} of {who}"
        elif kind == "lunch":
            yield f"the lunch of {who} on {net.routes[a].day}"
        else:
            start = net.starts[a][v][0][0]
            yield f"{net.names[v]} of {who} on {net.routes[a].day} at {clock(start)}"
