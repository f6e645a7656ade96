"""Words for applications, and how well a cohort is mixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from greendesk.atlas.models import Theme
from greendesk.desks.models import Account, Level
from greendesk.desks.sharing import PartQuerySet, Reader

if TYPE_CHECKING:
    from greendesk.catalogue.models import Company
    from greendesk.meetings.models import MeetingDay

    from .models import Application, Mission, Slides


class ApplicationQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Who sees the mission in full, and the applicant itself."""
        rows = super().visible_to(account, at_least)
        return rows | self.of_account(account) if isinstance(account, Account) else rows

    def of_account(self, account: Account) -> Any:
        mine = apps.get_model("catalogue.Company").objects.filter(organisation__representations__account=account)
        return self.filter(company__in=mine.values("pk"))

    def travelling(self) -> ApplicationQuerySet:
        return self.filter(state="accepted")

    def undecided(self) -> ApplicationQuerySet:
        return self.filter(state__in=["sent", "shortlisted"])


class SlidesQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Who sees the pitch: in the application, or on a meeting day of the mission that its company takes part in."""
        applications = apps.get_model("missions.Application").objects.visible_to(account, at_least)
        attendances = apps.get_model("meetings.Attendance").objects.visible_to(account, at_least)
        shown = attendances.filter(
            day__missions=OuterRef("application__mission"), organisation=OuterRef("application__company__organisation")
        )
        return self.filter(Q(application__in=applications.values("pk")) | Exists(shown))

    def of_day(self, day: MeetingDay) -> dict[int, list[Slides]]:
        """Of everybody who pitches that day, by organisation."""
        rows = self.filter(application__mission__meeting_days=day, application__state="accepted")
        found: dict[int, list[Slides]] = defaultdict(list)
        for row in rows.select_related("application__company"):
            found[row.application.company.organisation_id].append(row)
        return dict(found)


class ProposalQuerySet(PartQuerySet):
    def visible_to(self, account: Reader, at_least: int = Level.FULL) -> Any:
        """Who works at the mission's desks, the matcher included; never another desk, however much is shared."""
        return self.filter(mission__in=apps.get_model("missions.Mission").objects.ours(account).values("pk"))

    def waiting(self) -> ProposalQuerySet:
        return self.filter(state="waiting")


def needs_of(mission: Mission, account: Account) -> Any:
    """Open needs of the reader's desks: from where the mission goes, through its agreements or project, or of whom it meets."""
    near = Q(agreements__missions=mission) | Q(owner__attendances__day__missions=mission)
    if mission.place is not None:
        near |= Q(place__lineage__startswith=mission.place.lineage)
    if mission.project_id is not None:
        near |= Q(project=mission.project_id)
    rows = apps.get_model("matchmaking.Challenge").objects.ours(account)
    return rows.filter(near, state__in=["open", "answered"]).distinct()


def companies_of(mission: Mission, account: Account) -> Any:
    """Companies of the reader's desks that have applied and were not declined."""
    applied = mission.applications.exclude(state="declined")
    rows = apps.get_model("catalogue.Company").objects.ours(account).filter(pk__in=applied.values("company"))
    return rows.select_related("organisation")


@dataclass(frozen=True, slots=True)
class Mix:
    """How a cohort is composed. `rivals` are groups that offer the same theme; `uncovered` nobody offers."""

    companies: int
    by_theme: list[tuple[str, list[str]]] = field(default_factory=list)
    rivals: list[tuple[str, list[str]]] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def shared(self) -> list[tuple[str, list[str]]]:
        return [(theme, names) for theme, names in self.by_theme if len(names) > 1]

    @property
    def single(self) -> list[str]:
        return [theme for theme, names in self.by_theme if len(names) == 1]

    @property
    def is_even(self) -> bool:
        return not (self.rivals or self.uncovered or self.unknown)


def mix_of(mission: Mission, applications: Sequence[Application], *, most: int = 3) -> Mix:
    """Who competes with whom, and which themes of the mission nobody covers, a narrower theme covering its broader.

    A theme with more than `most` companies is a crowd. `applications` come with their companies' themes prefetched.
    """
    companies: list[Company] = [application.company for application in applications]
    holders: dict[Any, list[str]] = defaultdict(list)
    for company in companies:
        for theme in company.themes.all():
            holders[theme].append(str(company))
    wanted = list(mission.themes.all())
    within = Theme.objects.nearest_of(wanted)
    covered = {within.get(theme.pk) for theme in holders}
    spread = sorted(
        ((str(theme), names) for theme, names in holders.items()), key=lambda pair: (-len(pair[1]), pair[0])
    )
    return Mix(
        companies=len(companies),
        by_theme=spread,
        rivals=[(theme, names) for theme, names in spread if len(names) > most],
        uncovered=[str(theme) for theme in wanted if theme.pk not in covered],
        unknown=[str(company) for company in companies if not company.themes.all()],
    )


def told_publicly(rows: Any) -> Any:
    """Missions whose story a desk has published, the newest first; never one that was hidden again afterwards."""
    told = (
        rows.filter(story_on__isnull=False, sharing__gte=Level.SUMMARY)
        .select_related("desk", "place", "quoted")
        .prefetch_related("themes")
    )
    return told.order_by("-story_on", "-pk")


def voice_of(mission: Mission) -> Any:
    """Who is quoted, as long as the consent stands."""
    person = mission.quoted
    agreed = person is not None and person.consents.filter(scope="quote", withdrawn_at=None).exists()
    return person if agreed else None
