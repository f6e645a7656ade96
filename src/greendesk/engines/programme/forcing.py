"""Why was this site left out? Force it in for a moment and see what it pushes out."""

from __future__ import annotations

from dataclasses import replace

from greendesk.engines.programme.drafts import draft_of_plan, stops_of
from greendesk.engines.programme.greedy import framework, relaxed
from greendesk.engines.programme.leftout import static_reason
from greendesk.engines.programme.model import Case, LeftOut, Plan
from greendesk.engines.programme.network import network_of
from greendesk.engines.programme.search import Budget, search
from greendesk.engines.programme.tally import plan_of


def why_left_out(
    case: Case,
    plan: Plan,
    delegation: str,
    site: str,
    *,
    seconds: float = 0.5,
    seed: int = 1,
    moves: int | None = None,
) -> LeftOut:
    """The static reason at once; else what the best programme found with this site gives up, and the loss.

    A loss of zero or less is a programme at least as good: the reason says so and the desk may take it.
    Raises ValueError when the site is in the programme.
    """
    one, place = case.delegation(delegation), case.site(site)
    if (delegation, site) in plan.visits(case):
        raise ValueError(f"{site} is part of the programme of {delegation}")
    static = static_reason(case, one, place)
    if static:
        return LeftOut(delegation, site, static.text, proposal=static.proposal, rule=static.rule, minute=static.minute)
    found = forced(case, plan, delegation, site, Budget(seconds, seed, moves))
    if found is None:
        return LeftOut(delegation, site, f"{site} fits into no day beside the musts, the protocol and the lunches.")
    return _price(case, plan, found, delegation, site)


def forced(case: Case, plan: Plan, delegation: str, site: str, budget: Budget) -> Plan | None:
    """The best programme found that holds this visit and every must, or None."""
    others = tuple(replace(one, must=(*one.must, site)) if one.id == delegation else one for one in case.delegations)
    wanted = replace(case, delegations=others)
    net = network_of(wanted)
    net = relaxed(net, framework(net))
    draft = search(net, draft_of_plan(wanted, net, plan), budget)
    trial = plan_of(case, stops_of(wanted, net, draft), status="feasible")
    kept = trial.visits(case)
    musts = [(one.id, must) for one in others for must in one.must]
    lost = [key for key in musts if key not in kept and (key in plan.visits(case) or key == (delegation, site))]
    return None if lost else trial


def _price(case: Case, plan: Plan, trial: Plan, delegation: str, site: str) -> LeftOut:
    was, then = plan.visits(case), trial.visits(case)
    gone = sorted(was.keys() - then.keys())
    came = sorted(then.keys() - was.keys() - {(delegation, site)})
    loss = sum(plan.interest.values()) - sum(trial.interest.values())
    companies = sum(plan.companies_seen.values()) - sum(trial.companies_seen.values())
    parts = [f"With {site} the programme gives up {', '.join(name for _, name in gone) or 'nothing'}"]
    if came:
        parts.append(f"gains {', '.join(name for _, name in came)}")
    parts.append(f"and loses {loss} interest" if loss > 0 else f"and gains {-loss} interest")
    if companies:
        parts.append(f"and {abs(companies)} matched {'fewer' if companies > 0 else 'more'}")
    better = companies <= 0 and loss <= 0
    return LeftOut(
        delegation,
        site,
        " ".join(parts) + ".",
        tuple(name for _, name in gone),
        loss,
        "This programme is at least as good: take it." if better else "",
    )
