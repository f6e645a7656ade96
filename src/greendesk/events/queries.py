"""Words for panel slots and verdicts, and what may be said of them to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Avg, Count, Q

from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import Reader

if TYPE_CHECKING:
    from .models import Panel

TOO_FEW = 5


class PanelSlotQuerySet(models.QuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """The desk that holds the panel, and the company that sits in the slot."""
        mine = Q(panel__event__in=_events().ours(account).values("pk"))
        if isinstance(account, Account):
            companies = apps.get_model("catalogue.Company").objects.filter(
                organisation__representations__account=account
            )
            mine |= Q(company__in=companies.values("pk"))
        return self.filter(mine)

    def editable_by(self, account: Reader) -> Any:
        return self.filter(panel__event__in=_events().editable_by(account).values("pk"))


class VerdictQuerySet(models.QuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Confidential: the panel's desk and the company itself."""
        slots = apps.get_model("events.PanelSlot").objects.visible_to(account, at_least)
        return self.filter(slot__in=slots.values("pk"))

    def editable_by(self, account: Reader) -> Any:
        return self.filter(slot__in=apps.get_model("events.PanelSlot").objects.editable_by(account).values("pk"))


def _events() -> Any:
    return apps.get_model("events.Event").objects.all()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What others may know of a panel: how many cases, and means once there are enough to hide each one."""

    cases: int
    means: dict[str, float]

    @property
    def is_hidden(self) -> bool:
        return not self.means


def aggregate_of(panel: Panel) -> Aggregate:
    """Means of the five criteria; none below TOO_FEW verdicts, so that no company can be told apart."""
    verdict = apps.get_model("events.Verdict")
    found = verdict.objects.filter(slot__panel=panel).aggregate(
        cases=Count("pk"), **{name: Avg(name) for name in verdict.CRITERIA}
    )
    cases = found.pop("cases")
    return Aggregate(cases, {} if cases < TOO_FEW else {name: round(mean, 1) for name, mean in found.items()})
