"""Where each kind of record has its page."""

from functools import cache, lru_cache
from typing import Any

from django.db.models import Model
from django.urls import NoReverseMatch, get_script_prefix, reverse

PAGES = {
    "agreements.agreement": "agreement",
    "catalogue.company": "company",
    "catalogue.solution": "solution",
    "catalogue.referencesite": "site",
    "catalogue.experience": "experience",
    "catalogue.credential": "credential",
    "directory.organisation": "organisation",
    "directory.person": "person",
    "matchmaking.challenge": "challenge",
    "matchmaking.referral": "referral",
    "projects.project": "project",
    "projects.accesspoint": "access-point",
    "missions.mission": "mission",
    "meetings.meetingday": "meeting-day",
    "meetings.meeting": "meeting",
    "visits.visitrequest": "visit-request",
    "visits.delegation": "delegation",
    "visits.stop": "stop",
    "events.event": "event",
    "followups.lead": "lead",
    "followups.exchange": "exchange",
    "effects.indicator": "indicator",
    "effects.effectclaim": "effect",
    "outbox.message": "message",
}


@cache
def _frame_of(kind: str) -> str:
    """The address of a kind with {} where the primary key stands; lists ask for hundreds of these."""
    name = PAGES.get(kind)
    try:
        return reverse(f"web:{name}", args=[0]).replace("/0/", "/{}/") if name else ""
    except NoReverseMatch:
        return ""


def page_at(kind: str, pk: int) -> str:
    return _frame_of(kind).format(pk)


def address_of(record: Any) -> str:
    """The page of a record or of a `Shown`; empty where there is none."""
    kind = record._meta.label_lower if isinstance(record, Model) else getattr(record, "kind", "")
    return page_at(kind, record.pk) if kind and getattr(record, "pk", None) else ""


def address_at(name: str, args: list[Any]) -> str:
    """What `reverse` says; it is asked once for each name and number of arguments, whatever numbers these are."""
    if not all(type(arg) is str or (type(arg) is int and arg >= 0) for arg in args):
        return reverse(name, args=args)
    parts = _around_numbers(name, get_script_prefix(), *(arg if type(arg) is str else None for arg in args))
    if not parts:
        return reverse(name, args=args)
    numbers = [str(arg) for arg in args if type(arg) is int]
    return parts[0] + "".join(number + part for number, part in zip(numbers, parts[1:], strict=True))


@lru_cache(maxsize=4096)
def _around_numbers(name: str, _prefix: str, *args: str | None) -> tuple[str, ...]:
    """The pieces of an address between its numbers, given as None; nothing where these do not stand one after another."""
    numbers = [str(987_654_321_000 + n) for n, arg in enumerate(args) if arg is None]
    left = iter(numbers)
    try:
        rest = reverse(name, args=[next(left) if arg is None else arg for arg in args])
    except NoReverseMatch:
        return ()
    parts = []
    for number in numbers:
        part, found, rest = rest.partition(number)
        if not found:
            return ()
        parts.append(part)
    return (*parts, rest)
