"""Learning from decisions: a job proposes other weights, a person adopts them, and can take them back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from greendesk.catalogue.editing import hold, must_edit_at
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.engines.matching.guard import TOLERANCE, guard_set, stands_guard
from greendesk.engines.matching.tuning import trust_by_place, tuned

from .. import errors, signals
from ..learning import (
    LEAST,
    LEAST_EACH,
    as_stored,
    counted,
    examples_of,
    is_enough,
    judged_from,
    least_gain,
    places_of,
)
from ..models import Adjustment, AdjustmentState, WhyRefused
from ..plans import matcher, weights_in_force


def propose_adjustment(desk: Desk, *, by: Account | None = None) -> Adjustment:
    """Learn from what was decided on the desk's needs. Proposed, or kept as refused with its figures and the cause.

    Long work outside a transaction: with a model the guard set takes some ten seconds. A proposal that nobody has
    decided on yet is replaced. Raises TooFewDecisions, NotYours.
    """
    must_edit_at(desk, by)
    used = matcher()
    examples = examples_of(desk.pk, used.basis)
    counts = counted(examples)
    if not is_enough(counts):
        raise errors.TooFewDecisions(
            decided=counts["decided"], yes=counts["yes"], no=counts["no"], least=LEAST, least_each=LEAST_EACH
        )
    judged = judged_from(examples, trust_by_place(*places_of(desk.pk)))
    shared = used.weights
    found = tuned(judged, shared, f"{shared.version}+")
    stands, guard_after, guard_before = stands_guard(found.weights, shared, guard_set(used))
    gains = found.right_after - found.right_before
    cause = "" if gains >= least_gain(counts["decided"]) else WhyRefused.NO_GAIN
    if not stands:
        cause = WhyRefused.GUARD
    figures = counts | {
        "right_before": round(found.right_before, 4), "right_after": round(found.right_after, 4),
        "guard_before": round(guard_before, 4), "guard_after": round(guard_after, 4), "shared": as_stored(shared),
    }  # fmt: skip
    in_force = weights_in_force(used).get(desk.pk, shared)
    with transaction.atomic():
        Adjustment.objects.filter(desk=desk, state=AdjustmentState.PROPOSED).delete()
        made = Adjustment.objects.create(
            desk=desk, sharing=Level.PRIVATE, basis=used.basis, figures=figures, refused_because=cause,
            state=AdjustmentState.REFUSED if cause else AdjustmentState.PROPOSED,
            before=as_stored(in_force), after=as_stored(found.weights),
        )  # fmt: skip
        logbook.record("adjustment.proposed", by=by, on=made, refused=cause, figures=_short(figures))
    return made


def _short(figures: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in figures.items() if name != "shared"}


@transaction.atomic
def adopt_adjustment(adjustment: Adjustment, *, by: Account, at: datetime) -> Adjustment:
    """From now on the desk's needs are matched with these weights; suggestions are looked for again.

    Raises NotProposed, LearntOnOtherModel, GuardDrops.
    """
    held = hold(adjustment, by)
    if held.state != AdjustmentState.PROPOSED:
        raise errors.NotProposed(state=held.get_state_display())
    _check_usable(held)
    earlier = Adjustment.objects.select_for_update().filter(desk=held.desk, state=AdjustmentState.ADOPTED).first()
    if earlier is not None:
        earlier.state = AdjustmentState.REPLACED
        earlier.save(update_fields=["state", "updated_at"])
        held.before = earlier.after
    held.state, held.replaces, held.by, held.decided_at = AdjustmentState.ADOPTED, earlier, by, at
    held.save()
    logbook.record(
        "adjustment.adopted", by=by, on=held, before=held.before, after=held.after, figures=_short(held.figures)
    )
    _announce(held)
    return held


def _check_usable(row: Adjustment) -> None:
    if row.basis != matcher().basis:
        raise errors.LearntOnOtherModel
    before, after = row.figures.get("guard_before", 1.0), row.figures.get("guard_after", 0.0)
    if after < before - TOLERANCE:
        raise errors.GuardDrops(before=f"{before:.3f}", after=f"{after:.3f}")


@transaction.atomic
def dismiss_adjustment(adjustment: Adjustment, *, by: Account, at: datetime) -> Adjustment:
    """A person does not want what was proposed."""
    held = hold(adjustment, by)
    if held.state != AdjustmentState.PROPOSED:
        raise errors.NotProposed(state=held.get_state_display())
    held.state, held.by, held.decided_at = AdjustmentState.DISMISSED, by, at
    held.save()
    logbook.record("adjustment.dismissed", by=by, on=held)
    return held


@transaction.atomic
def reverse_adjustment(adjustment: Adjustment, *, by: Account, at: datetime) -> Adjustment:
    """Take back what was adopted: the weights before it are in force again. Raises NotInForce."""
    held = hold(adjustment, by)
    if held.state != AdjustmentState.ADOPTED:
        raise errors.NotInForce(state=held.get_state_display())
    held.state, held.by, held.decided_at = AdjustmentState.REVERSED, by, at
    held.save()
    earlier = held.replaces
    if earlier is not None and earlier.state == AdjustmentState.REPLACED:
        earlier.state = AdjustmentState.ADOPTED
        earlier.save(update_fields=["state", "updated_at"])
    logbook.record("adjustment.reversed", by=by, on=held, before=held.after, after=held.before)
    _announce(held)
    return held


def _announce(row: Adjustment) -> None:
    transaction.on_commit(lambda: signals.weights_changed.send(Adjustment, desk=row.desk))
