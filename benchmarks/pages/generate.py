"""A register of a given size, invented throughout: rows made in bulk, deterministic under a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from rooms import Rooms

from greendesk.agreements.models import Agreement, AgreementEvent, Party
from greendesk.atlas.loading import load_atlas
from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks import indexing
from greendesk.desks.models import Account, Desk, Membership, Role, SearchEntry, TextGap
from greendesk.desks.sharing import desk_owned_models
from greendesk.directory.models import Organisation, Person
from greendesk.followups.models import Lead
from greendesk.kit.names import reading_of
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Challenge, Interest
from greendesk.meetings.models import Attendance, Meeting, MeetingDay, MeetingRequest, Session, TimetableVersion
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation, DelegationInterest, Member, Programme, Stop

SYLLABLES = [
    "bal",
    "dor",
    "fen",
    "gra",
    "hol",
    "kal",
    "lin",
    "mar",
    "nor",
    "ost",
    "ran",
    "sol",
    "tor",
    "ulv",
    "vas",
    "vik",
    "ek",
    "al",
    "by",
    "rud",
    "sten",
    "lund",
    "berg",
    "hav",
]
TRADES = (
    "Miljöteknik",
    "Vatten",
    "Energi",
    "Fjärrvärme",
    "Rening",
    "Biogas",
    "Återvinning",
    "Klimat",
    "Luft",
    "Process",
)
FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚文华建国玉海"


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


@dataclass(frozen=True, slots=True)
class Size:
    """FEATURES section 6: agreements, firms, delegations (12 people each), meetings."""

    desks: int
    agreements: int
    firms: int
    delegations: int
    meetings: int


SIZES = {"desk": Size(2, 10, 300, 45, 1_200), "nation": Size(20, 60, 4_000, 600, 12_000)}


class Maker(Rooms):
    def __init__(self, size: Size, seed: int = 1) -> None:
        self.size, self.random, self.today = size, random.Random(seed), timezone.localdate()
        if not Place.objects.exists():
            load_atlas()
        self.places = list(Place.objects.filter(country_code="CN", kind="prefecture"))
        self.home = list(Place.objects.filter(kind="municipality")[:200])
        self.themes = list(Theme.objects.listed())
        self.by_id = {place.pk: place for place in Place.objects.all()}
        for place in self.by_id.values():
            place.parent = self.by_id[place.parent_id] if place.parent_id else None
        self.desks = [
            Desk.objects.create(key=f"desk-{n}", name=f"Desk {n}", is_invented=True) for n in range(size.desks)
        ]

    def pick(self, rows: list) -> object:  # type: ignore[type-arg]
        return rows[self.random.randrange(len(rows))]

    def place_word(self) -> str:
        """A made-up word; two of them are seldom alike, as names are not."""
        return "".join(self.random.choice(SYLLABLES) for _n in range(3)).capitalize()

    def han(self) -> str:
        return self.random.choice(FAMILIES) + "".join(self.random.choice(GIVEN) for _n in range(2))

    @transaction.atomic
    def make(self) -> Account:
        """Everything; returns an officer of the first desk."""
        officer = Account.objects.create(email="officer@example.org", name="Officer")
        Membership.objects.create(account=officer, desk=self.desks[0], role=Role.OFFICER)
        self.agreements()
        self.firms()
        self.visits()
        self.meetings()
        self.later_rooms(officer)
        self.index()
        return officer

    def index(self) -> None:
        """What saving each row by itself would have written, in batches."""
        SearchEntry.objects.all().delete()
        TextGap.objects.all().delete()
        for model in desk_owned_models():
            named = {*model.existence, *model.summary, *model.search_also}
            relations = {field.name for field in model._meta.get_fields() if field.is_relation} & named
            deeper = {"company": "company__organisation", "companies": "companies__organisation"}
            relations = {deeper.get(name, name) for name in relations}
            rows = model.objects.prefetch_related(*sorted(relations - {"place"}))
            for batch in batched(rows.iterator(chunk_size=500), 500):
                for row in batch:
                    if place := getattr(row, "place_id", None):
                        row.place = self.by_id[place]
                SearchEntry.objects.bulk_create([indexing.entry_of(row) for row in batch])
                TextGap.objects.bulk_create([gap for row in batch for gap in indexing.gaps_of(row)])

    def base(self, n: int) -> dict[str, object]:
        """Half of all rows belong to the first desk, the rest are spread over the others."""
        desk = self.desks[0] if n % 2 == 0 else self.desks[n % len(self.desks)]
        return {"desk": desk, "sharing": (10, 20, 30)[n % 3], "is_invented": True, "source": "generated"}

    def agreements(self) -> None:
        rows = [
            Agreement(
                title=Texts.of("en", f"Agreement {n}"),
                place=self.pick(self.places),
                home_place=self.pick(self.home),
                since="2011",
                **self.base(n),
            )
            for n in range(self.size.agreements)
        ]
        self.all_agreements = Agreement.objects.bulk_create(rows)
        for row in self.all_agreements:
            row.themes.set(self.random.sample(self.themes, 2))
            AgreementEvent.objects.create(
                agreement=row, kind="signed", when=f"{self.random.randint(2005, 2025)}", source="generated"
            )
            Party.objects.create(agreement=row, place=row.place)

    def firms(self) -> None:
        count = self.size.firms
        organisations = Organisation.objects.bulk_create(
            [
                Organisation(
                    name=f"{self.place_word()} {self.random.choice(TRADES)} AB",
                    kind="company",
                    place=self.pick(self.home),
                    **self.base(n),
                )
                for n in range(count)
            ]
        )
        self.companies = Company.objects.bulk_create(
            [
                Company(
                    organisation=o, place=o.place, profile=Texts.of("sv", f"Fjärrvärme, vattenrening och energi, företag {n}"),
                    size_class="small", is_public=n % 4 == 0, **self.base(n),
                )
                for n, o in enumerate(organisations)
            ]
        )  # fmt: skip
        through = Company.themes.through
        through.objects.bulk_create(
            [through(company=c, theme=t) for c in self.companies for t in self.random.sample(self.themes, 2)]
        )
        self.solutions = solutions = Solution.objects.bulk_create(
            [
                Solution(
                    name=Texts.of("en", f"Solution {n}"), text=Texts.of("en", "Treats waste water"), **self.base(n)
                )
                for n in range(2 * count)
            ]
        )
        through = Solution.companies.through
        through.objects.bulk_create(
            [through(solution=s, company=self.companies[n // 2]) for n, s in enumerate(solutions)]
        )
        self.sites = ReferenceSite.objects.bulk_create(
            [
                ReferenceSite(
                    name=Texts.of("da", f"Anlæg {n}"),
                    place=self.pick(self.home),
                    lat=55 + self.random.random(),
                    lon=9 + self.random.random(),
                    **self.base(n),
                )
                for n in range(max(30, count // 10))
            ]
        )
        Interest.objects.bulk_create(
            [
                Interest(
                    company=c,
                    answer=("now", "maybe", "no")[n % 3],
                    stated_on=self.today,
                    stale_on=self.today + timedelta(days=180),
                    **self.base(n),
                )
                for n, c in enumerate(self.companies)
            ]
        )
        self.challenges = Challenge.objects.bulk_create(
            [
                Challenge(
                    title=Texts.of("zh-hans", f"污水处理厂提标改造 {n}"), text=Texts.of("zh-hans", "县城污水处理厂需要提标改造"), place=self.pick(self.places),
                    ends_on=self.today + timedelta(days=n % 300), state="open", **self.base(n),
                )
                for n in range(max(25, count // 10))
            ]
        )  # fmt: skip

    def visits(self) -> None:
        count = self.size.delegations
        rows = []
        for n in range(count):
            first = self.today + timedelta(days=self.random.randint(-700, 60))
            rows.append(
                Delegation(
                    name=Texts.of("en", f"Delegation {n}"), place=self.pick(self.places), size="12", starts_on=first, ends_on=first + timedelta(days=1),
                    reported_at=datetime(2026, 1, 1, tzinfo=UTC) if first < self.today else None, **self.base(n),
                )
            )  # fmt: skip
        self.delegations = delegations = Delegation.objects.bulk_create(rows)
        DelegationInterest.objects.bulk_create(
            [DelegationInterest(delegation=d, theme=self.pick(self.themes)) for d in delegations]
        )
        people = [Person(han=self.han(), **self.base(n)) for n in range(12 * count)]
        for person in people:
            person.reading = reading_of(person.han)
            person.sort_key = person.person_name.sort_key()
        self.people = Person.objects.bulk_create(people)
        Member.objects.bulk_create(
            [Member(delegation=delegations[n // 12], person=p, order=n % 12) for n, p in enumerate(people)]
        )
        programmes = Programme.objects.bulk_create([Programme(delegation=d, number=1) for d in delegations])
        self.stops = stops = []
        for programme in programmes:
            morning = datetime.combine(programme.delegation.starts_on, datetime.min.time(), UTC) + timedelta(hours=8)
            stops += [
                Stop(
                    programme=programme,
                    kind="site",
                    site=self.pick(self.sites),
                    starts_at=morning + timedelta(hours=2 * k),
                    ends_at=morning + timedelta(hours=2 * k + 1),
                )
                for k in range(4)
            ]
        Stop.objects.bulk_create(stops)
        self.missions = Mission.objects.bulk_create(
            [
                Mission(
                    name=Texts.of("en", f"Mission {n}"),
                    place=self.pick(self.places),
                    starts_on=self.today,
                    ends_on=self.today,
                    **self.base(n),
                )
                for n in range(max(4, count // 10))
            ]
        )

    def meetings(self) -> None:
        """Days of 60 meetings: 20 firms meet 3 counterparts each."""
        made = day_number = 0
        self.days = []
        while made < self.size.meetings:
            first = self.today - timedelta(days=3 * day_number)
            day = MeetingDay.objects.create(
                name=Texts.of("en", f"Meeting day {day_number}"),
                starts_on=first,
                ends_on=first,
                tables=20,
                **self.base(day_number),
            )
            self.days.append(day)
            day.agreements.add(self.skewed(self.all_agreements))
            start = datetime.combine(first, datetime.min.time(), UTC) + timedelta(hours=1)
            Session.objects.create(day=day, starts_at=start, slots=10)
            version = TimetableVersion.objects.create(day=day, number=1, status="feasible", published_at=start)
            firms = self.random.sample(self.companies, 40)
            seats = Attendance.objects.bulk_create(
                [Attendance(day=day, organisation=c.organisation, is_host_side=n >= 20) for n, c in enumerate(firms)]
            )
            pairs = [(seats[g], seats[20 + (g + k) % 20], k) for g in range(20) for k in range(3)]
            requests = MeetingRequest.objects.bulk_create(
                [MeetingRequest(day=day, guest=a, host=b, state="accepted", holds_until=start) for a, b, _k in pairs]
            )
            Meeting.objects.bulk_create(
                [
                    Meeting(
                        day=day, request=r, version=version, slot=k, table=g % 20, starts_at=start + timedelta(minutes=30 * k),
                        ends_at=start + timedelta(minutes=30 * k + 25), state="held",
                    )
                    for r, (g, k) in zip(requests, [(g, k) for g in range(20) for k in range(3)], strict=True)
                ]
            )  # fmt: skip
            made += len(pairs)
            day_number += 1
        held = list(Meeting.objects.select_related("request__guest__organisation__company")[: self.size.meetings // 10])
        self.leads = Lead.objects.bulk_create(
            [
                Lead(
                    title=Texts.of("en", f"Lead {n}"), owner=m.request.guest.organisation.company, meeting=m, opened_on=self.today,
                    due_on=self.today + timedelta(days=n % 60), next_step="Send the offer", **self.base(n),
                )
                for n, m in enumerate(held)
            ]
        )  # fmt: skip
