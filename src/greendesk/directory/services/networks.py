"""Who belongs to which network: joined, left, and what it entitles to."""

from __future__ import annotations

from django.db import transaction

from greendesk.desks import logbook
from greendesk.desks.models import Account
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from .. import errors
from ..editing import hold
from ..models import NetworkMembership, Organisation


@transaction.atomic
def join_network(
    network: Organisation, *, member: Organisation, by: Account | None, level: Texts | None = None,
    entitles_to: Texts | None = None, begins: PartialDate | None = None, ends: PartialDate | None = None,
    source: str = "",
) -> NetworkMembership:  # fmt: skip
    """Say that an organisation belongs to a network, or did; earlier memberships stay beside the present one.

    Raises MemberOfItself, AlreadyMember, NeedsYear, EndsBeforeItBegins, NotYours.
    """
    if network.pk == member.pk:
        raise errors.MemberOfItself(name=str(member), field="member")
    held, joining = hold(network, by), hold(member, by)
    _check_end(begins, ends)
    if ends is None and held.network_members.filter(member=joining, ends_on=None).exists():
        raise errors.AlreadyMember(name=str(joining), network=str(held), field="member")
    row = NetworkMembership.objects.create(
        network=held, member=joining, level=level or Texts(), entitles_to=entitles_to or Texts(), begins=begins,
        ends=ends, source=source.strip()[:300],
    )  # fmt: skip
    logbook.record("organisation.joined_network", by=by, on=joining, network=held.pk)
    return row


def _check_end(begins: PartialDate | None, ends: PartialDate | None) -> None:
    if ends is None:
        return
    if ends.latest is None:
        raise errors.NeedsYear(field="ends")
    if begins is not None and begins.earliest is not None and ends.latest < begins.earliest:
        raise errors.EndsBeforeItBegins(field="ends")


@transaction.atomic
def leave_network(membership: NetworkMembership, *, ends: PartialDate, by: Account | None) -> NetworkMembership:
    """The membership ended; that it was stays on record. Raises EndedAlready, NeedsYear, EndsBeforeItBegins, NotYours."""
    network = hold(membership.network, by)
    held = NetworkMembership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if held.ends_on is not None:
        raise errors.EndedAlready
    _check_end(held.begins, ends)
    held.ends = ends
    held.save()
    logbook.record("organisation.left_network", by=by, on=held.member, network=network.pk)
    return held


@transaction.atomic
def drop_membership(membership: NetworkMembership, *, by: Account | None) -> None:
    """It was entered by mistake."""
    network = hold(membership.network, by)
    logbook.record("organisation.membership_dropped", by=by, on=membership.member, network=network.pk)
    membership.delete()
