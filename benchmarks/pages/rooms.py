"""The later rooms of a generated register: needs answered, messages, events, projects, effects and what hangs on them.

Numbers are in proportion to those of `Size`. What refers to an agreement, a firm or a place is skewed to the first ones,
as in life, so that a few records are far busier than the others.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from greendesk.agreements.models import Action, AgreementEvent, Document, RiskNote
from greendesk.catalogue.models import Credential, Experience
from greendesk.desks.models import Account, ApiToken, GuestLink, ListImport, LogEntry, Membership, Role, StoredFile
from greendesk.directory.models import ContactNote, Organisation, Position, RegistryNumber, Representation
from greendesk.effects.models import EffectClaim, EffectReport, Effort, Indicator, Observation
from greendesk.events.models import Event, EventSession, Panel, Panelist, PanelSlot, Registration, Verdict
from greendesk.followups.models import Exchange, Lead, Pulse
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Decision, DialogueEntry, Fit, Introduction, Referral, Suggestion
from greendesk.meetings.models import MeetingRequest, Placement, TimetableVersion
from greendesk.missions.models import Application
from greendesk.outbox.models import Fate, Message
from greendesk.projects.models import Lesson, Partner, Project
from greendesk.visits.models import Delegation, Feedback, Gift, HostAnswer, VisitReport, VisitRequest

SAID = ("draft", "previewed", "sent", "printed", "copied", "answered")


class Rooms:
    """Mixed into the maker of a register; each method fills one room from what the earlier ones made."""

    def later_rooms(self: Any, officer: Account) -> None:
        self.officer, self.now = officer, timezone.now()
        self.bodies_and_notes()
        self.plans()
        self.ties()
        self.answers()
        self.projects()
        self.cohorts()
        self.events()
        self.guests()
        self.drafts()
        self.follow_ups()
        self.messages()
        self.effects()
        self.house()

    def skewed(self: Any, rows: list) -> Any:  # type: ignore[type-arg]
        return rows[int(len(rows) * self.random.random() ** 3)]

    def some(self: Any, rows: list, count: int) -> list:  # type: ignore[type-arg]
        """So many of them, or all where there are not that many."""
        return self.random.sample(rows, min(count, len(rows)))

    def join(self: Any, model: type[Model], field: str, pairs: Any) -> None:
        """Fill a many-to-many of `model` with (record, related) pairs."""
        through = getattr(model, field).through
        mine, theirs = (
            getattr(model, field).field.m2m_field_name(),
            getattr(model, field).field.m2m_reverse_field_name(),
        )
        unique = {(one.pk, other.pk) for one, other in pairs}
        through.objects.bulk_create([through(**{f"{mine}_id": a, f"{theirs}_id": b}) for a, b in sorted(unique)])

    def bodies_and_notes(self: Any) -> None:
        """Counterparts in China, registered numbers, offices held, what passed between them and the desk."""
        count = max(40, self.size.firms // 8)
        self.bodies = Organisation.objects.bulk_create(
            [
                Organisation(
                    name=f"{self.place_word()} Water Bureau {n}", names=Texts.of("zh-hans", f"水务局第{n}处"), kind=("bureau", "authority", "company")[n % 3],
                    place=self.skewed(self.places), **self.base(n),
                )
                for n in range(count)
            ]
        )  # fmt: skip
        firms = [company.organisation for company in self.companies]
        RegistryNumber.objects.bulk_create(
            [RegistryNumber(organisation=o, kind="other", number=f"55{n:08}") for n, o in enumerate(firms)]
        )
        Position.objects.bulk_create(
            [
                Position(person=p, organisation=self.skewed(self.bodies), title=Texts.of("en", "Director"), rank=n % 9)
                for n, p in enumerate(self.people)
            ]
        )
        ContactNote.objects.bulk_create(
            [
                ContactNote(organisation=self.skewed(self.bodies), on="2026-05", text=f"Called about plant {n}", by=self.officer)
                for n in range(self.size.firms // 2)
            ]
        )  # fmt: skip

    def plans(self: Any) -> None:
        """Of agreements: action plans, papers, risk notes, a life of dated events."""
        stored = StoredFile.objects.create(
            digest=hashlib.sha256(b"").hexdigest(), size=12_000, media_type="application/pdf"
        )
        Document.objects.bulk_create(
            [Document(agreement=a, file=stored, name=f"Paper {n}.pdf") for a in self.all_agreements for n in range(4)]
        )
        Action.objects.bulk_create(
            [
                Action(
                    agreement=a, text=Texts.of("en", f"Step {n}"), owner="Anna", due_on=self.today + timedelta(days=30 * n - 60),
                    done_on=self.today - timedelta(days=90) if n < 1 else None,
                )
                for a in self.all_agreements for n in range(6)
            ]
        )  # fmt: skip
        RiskNote.objects.bulk_create(
            [RiskNote(agreement=a, text="Looked into", review_on=self.today) for a in self.all_agreements[::2]]
        )
        AgreementEvent.objects.bulk_create(
            [
                AgreementEvent(agreement=a, kind="visit", when=f"{2015 + n}", sort_on=f"{2015 + n}-01-01", source="generated")
                for a in self.all_agreements for n in range(8)
            ]
        )  # fmt: skip

    def ties(self: Any) -> None:
        """What each activity says about the agreement it came from."""
        for model, rows in (
            (Delegation, self.delegations), (type(self.challenges[0]), self.challenges), (type(self.missions[0]), self.missions),
        ):  # fmt: skip
            self.join(model, "agreements", [(row, self.skewed(self.all_agreements)) for row in rows])
            if model is not Delegation:
                self.join(model, "themes", [(row, self.pick(self.themes)) for row in rows])

    def answers(self: Any) -> None:
        """Suggestions with decisions and introductions, judgements of fit, questions asked back."""
        rows = []
        for n, challenge in enumerate(self.challenges):
            firms = self.random.sample(range(len(self.companies)), 12 if n % 20 == 0 else 5)
            rows += [
                Suggestion(
                    challenge=challenge, company=self.companies[firm], solution=self.solutions[2 * firm], score=0.9 - 0.06 * rank,
                    need_fit=0.8, band=("strong", "possible", "weak")[min(rank // 2, 2)], rank=rank, model_version="generated",
                    reasons={"terms": [["污水", "waste water", 0.4]]}, **{**self.base(n), "sharing": 0},
                )
                for rank, firm in enumerate(firms)
            ]  # fmt: skip
        self.suggestions = Suggestion.objects.bulk_create(rows)
        decided = self.suggestions[::3]
        Decision.objects.bulk_create(
            [
                Decision(suggestion=s, side=side, answer=("interested", "later")[n % 2], by=self.officer)
                for n, s in enumerate(decided) for side in ("company", "owner")
            ]
        )  # fmt: skip
        self.introductions = Introduction.objects.bulk_create(
            [Introduction(suggestion=s, made_on=self.today - timedelta(days=n % 300), **self.base(n)) for n, s in enumerate(decided[::2])]
        )  # fmt: skip
        Fit.objects.bulk_create(
            [
                Fit(company=c, theme=self.pick(self.themes), score=n % 4, judged_on=self.today, **self.base(2 * n))
                for n, c in enumerate(self.companies[::2])
            ]
        )
        DialogueEntry.objects.bulk_create(
            [
                DialogueEntry(challenge=c, from_owner=bool(k), text=Texts.of("en", "How much a day?"), by=self.officer)
                for c in self.challenges for k in range(2)
            ]
        )  # fmt: skip
        self.referrals = Referral.objects.bulk_create(
            [
                Referral(text=Texts.of("en", f"The embassy called {n}"), on=self.today - timedelta(days=n), referrer=self.pick(self.bodies), **self.base(n))
                for n in range(max(5, self.size.delegations // 6))
            ]
        )  # fmt: skip
        Experience.objects.bulk_create(
            [
                Experience(company=self.skewed(self.companies), text=Texts.of("sv", f"Lärdom {n}"), place=self.skewed(self.places), consented_at=self.now, **self.base(n))
                for n in range(max(10, self.size.firms // 20))
            ]
        )  # fmt: skip
        Credential.objects.bulk_create(
            [Credential(text=Texts.of("en", f"Prize {n}"), on="2024", **self.base(n)) for n in range(max(5, self.size.firms // 100))]
        )  # fmt: skip

    def projects(self: Any) -> None:
        rows = Project.objects.bulk_create(
            [
                Project(
                    name=Texts.of("en", f"Project {n}"), owner=self.pick(self.bodies), funder=self.pick(self.bodies),
                    place=self.pick(self.home), period="2024/2027", budget=100_000 + n, currency="EUR", **self.base(n),
                )
                for n in range(max(4, self.size.agreements // 2))
            ]
        )  # fmt: skip
        self.all_projects = rows
        self.join(Project, "agreements", [(row, self.skewed(self.all_agreements)) for row in rows])
        Partner.objects.bulk_create(
            [Partner(project=p, organisation=o) for p in rows for o in self.random.sample(self.bodies, 6)]
        )
        Lesson.objects.bulk_create(
            [Lesson(project=p, text=Texts.of("en", f"Lesson {k}")) for p in rows for k in range(3)]
        )

    def cohorts(self: Any) -> None:
        """Fifteen companies apply to each mission; the first is the busiest."""
        Application.objects.bulk_create(
            [
                Application(
                    mission=mission, company=c, goal=Texts.of("en", "Two partners"), state=("sent", "accepted", "declined")[k % 3],
                    scores={"goal": k % 5, "fit": 3},
                )
                for n, mission in enumerate(self.missions)
                for k, c in enumerate(self.some(self.companies, 45 if n == 0 else 15))
            ]
        )  # fmt: skip

    def events(self: Any) -> None:
        count = max(5, self.size.delegations // 4)
        rows = Event.objects.bulk_create(
            [
                Event(
                    name=Texts.of("en", f"Event {n}"), place=self.pick(self.home), starts_on=self.today + timedelta(days=60 - 9 * n),
                    when="2026", seats=120, project=self.all_projects[n % len(self.all_projects)], **self.base(n),
                )
                for n in range(count)
            ]
        )  # fmt: skip
        self.join(Event, "agreements", [(row, self.skewed(self.all_agreements)) for row in rows])
        EventSession.objects.bulk_create(
            [EventSession(event=e, name=Texts.of("en", f"Session {k}")) for e in rows for k in range(4)]
        )
        self.registrations = Registration.objects.bulk_create(
            [
                Registration(event=e, company=c, came=n % 3 > 0)
                for n, e in enumerate(rows)
                for c in self.some(self.companies, 100 if n == 0 else 30)
            ]
        )
        panels = Panel.objects.bulk_create([Panel(event=e, name=Texts.of("en", "Panel")) for e in rows[::3]])
        Panelist.objects.bulk_create(
            [Panelist(panel=p, person=one) for p in panels for one in self.random.sample(self.people, 4)]
        )
        self.panel_slots = PanelSlot.objects.bulk_create(
            [
                PanelSlot(panel=p, number=k, company=c, state="judged")
                for p in panels for k, c in enumerate(self.random.sample(self.companies, 8), 1)
            ]
        )  # fmt: skip
        Verdict.objects.bulk_create(
            [
                Verdict(slot=s, market=3, product=4, price=2, partner=3, capacity=4, advice=Texts.of("en", "Go on"), next_step="Call", given_on=self.today)
                for s in self.panel_slots
            ]
        )  # fmt: skip

    def guests(self: Any) -> None:
        """Requests to come, what hosts answered, reports and gifts."""
        count = max(12, self.size.delegations // 2)
        VisitRequest.objects.bulk_create(
            [
                VisitRequest(
                    organisation_name=f"{self.place_word()} Environment Bureau {n}", place=self.skewed(self.places), leader_name="Wang Wei", size=12,
                    starts_on=self.today + timedelta(days=n % 90), ends_on=self.today + timedelta(days=n % 90 + 1),
                    state=("received", "triage", "clarify", "accepted", "declined")[n % 5], **self.base(n),
                )
                for n in range(count)
            ]
        )  # fmt: skip
        stops = [stop for stop in self.stops if stop.programme.delegation.starts_on <= self.today]
        HostAnswer.objects.bulk_create([HostAnswer(stop=s, answer="yes", answered_at=self.now) for s in stops])
        Feedback.objects.bulk_create([Feedback(stop=s, questions="How much?", interest=2, wear=1) for s in stops[::2]])
        past = [d for d in self.delegations if d.ends_on < self.today]
        VisitReport.objects.bulk_create([VisitReport(delegation=d, interest=Texts.of("en", "Sludge")) for d in past])
        Gift.objects.bulk_create([Gift(delegation=d, what="A book", value_eur=20) for d in past])

    def drafts(self: Any) -> None:
        """Beside each fourth published timetable a draft that seats the same requests otherwise."""
        requests: dict[int, list[MeetingRequest]] = {}
        for request in MeetingRequest.objects.filter(day__in=self.days[::4]).order_by("pk"):
            requests.setdefault(request.day_id, []).append(request)
        versions = TimetableVersion.objects.bulk_create(
            [TimetableVersion(day_id=day, number=2, status="feasible") for day in requests]
        )
        Placement.objects.bulk_create(
            [
                Placement(version=v, request=r, slot=k % 3 + 3, table=k // 3 + 1)
                for v in versions for k, r in enumerate(requests[v.day_id])
            ]
        )  # fmt: skip

    def follow_ups(self: Any) -> None:
        """Leads from introductions, stops and registrations beside those from meetings; pulses; exchanges."""
        origins = [
            *(("introduction", one) for one in self.introductions[: self.size.meetings // 60]),
            *(("stop", one) for one in self.stops[: self.size.delegations]),
            *(("registration", one) for one in self.registrations[: self.size.delegations // 2]),
        ]
        more = Lead.objects.bulk_create(
            [
                Lead(
                    title=Texts.of("en", f"Lead from a {name} {n}"), owner=self.skewed(self.companies), counterpart=self.skewed(self.bodies),
                    place=self.skewed(self.places), stage=("stated", "papers", "second", "test", "negotiating", "signed")[n % 6],
                    next_step="Call", due_on=self.today + timedelta(days=n % 90 - 30), opened_on=self.today - timedelta(days=n % 700),
                    **{name: one}, **self.base(n),
                )
                for n, (name, one) in enumerate(origins)
            ]
        )  # fmt: skip
        self.all_leads = [*self.leads, *more]
        self.join(Lead, "agreements", [(lead, self.skewed(self.all_agreements)) for lead in self.all_leads])
        Pulse.objects.bulk_create(
            [
                Pulse(
                    lead=lead, months=months, due_on=lead.opened_on + timedelta(days=30 * months),
                    asked_on=lead.opened_on if n % 2 else None, answered_at=self.now if n % 4 == 1 else None,
                )
                for n, lead in enumerate(self.all_leads) for months in (3, 12)
            ]
        )  # fmt: skip
        rows = Exchange.objects.bulk_create(
            [
                Exchange(title=Texts.of("en", f"Exchange {n}"), kind="school", place=self.skewed(self.places), when="2019", **self.base(n))
                for n in range(self.size.agreements)
            ]
        )  # fmt: skip
        self.join(Exchange, "agreements", [(row, self.skewed(self.all_agreements)) for row in rows])

    def messages(self: Any) -> None:
        """Three for each delegation and one for every tenth firm; two thirds carry a link of their own."""
        count = 3 * self.size.delegations + self.size.firms // 10
        links = GuestLink.objects.bulk_create(
            [
                GuestLink(
                    desk=self.desks[0], purpose="host", nonce=f"{n:032}", token_hash=hashlib.sha256(f"{n}".encode()).hexdigest(),
                    expires_at=self.now + timedelta(days=30), answered_at=self.now if n % 3 == 0 else None,
                )
                for n in range(count)
            ]
        )  # fmt: skip
        rows = Message.objects.bulk_create(
            [
                Message(
                    to_name=f"Host {n}", to_email="host@example.org", organisation=self.pick(self.bodies), person=self.pick(self.people),
                    template="host", language="en", subject=f"Guests on day {n}", body="Dear host,\n\n{link}", link=link if n % 3 else None,
                    state=SAID[n % len(SAID)], about=f"Delegation {n // 3}", **{**self.base(n), "sharing": 0},
                )
                for n, link in enumerate(links)
            ]
        )  # fmt: skip
        Message.objects.filter(pk__in=[row.pk for row in rows[::2]]).update(updated_at=self.now - timedelta(days=20))
        Fate.objects.bulk_create(
            [Fate(message=m, state=state, by=self.officer) for m in rows for state in {"draft", m.state}]
        )

    def effects(self: Any) -> None:
        """Indicators with a long series, claims, the ledger of hours, reports."""
        rows = Indicator.objects.bulk_create(
            [
                Indicator(name=Texts.of("en", f"Indicator {n}"), definition=Texts.of("en", "Counted once a year"), unit="companies", **self.base(n))
                for n in range(max(6, self.size.agreements // 2))
            ]
        )  # fmt: skip
        Observation.objects.bulk_create(
            [
                Observation(
                    indicator=row, period=f"{2026 - k % 22}", sort_on=f"{2026 - k % 22}-01-01", value=str(100 + k), source="generated",
                    place=self.home[k // 22], is_break=k == 9,
                )
                for n, row in enumerate(rows) for k in range(88 if n == 0 else 22)
            ]
        )  # fmt: skip
        claims = EffectClaim.objects.bulk_create(
            [
                EffectClaim(
                    title=Texts.of("en", f"Sale {n}"), kind="sale", lead=lead, company=lead.owner, place=self.skewed(self.places), amount=10_000 * n,
                    currency="EUR", grade=("announced", "documented")[n % 2], when="2026", check_on=self.today + timedelta(days=n % 60 - 30), **self.base(n),
                )
                for n, lead in enumerate(self.all_leads[:: max(1, len(self.all_leads) // (self.size.meetings // 50))])
            ]
        )  # fmt: skip
        self.join(EffectClaim, "agreements", [(row, self.skewed(self.all_agreements)) for row in claims])
        of = [{"delegation": d, "activity": "inbound"} for d in self.delegations for _k in range(2)]
        of += [{"mission": m, "activity": "outbound"} for m in self.missions for _k in range(4)]
        Effort.objects.bulk_create(
            [
                Effort(role="Officer", minutes=30 + n % 90, cost=100, on=self.today - timedelta(days=n % 700), **whose, **{**self.base(n), "sharing": 0})
                for n, whose in enumerate(of)
            ]
        )  # fmt: skip
        EffectReport.objects.bulk_create(
            [
                EffectReport(name=f"Report {n}", snapshot={}, **{**self.base(0), "sharing": 0})
                for n in range(self.size.agreements // 4)
            ]
        )

    def house(self: Any) -> None:
        """Colleagues, programs, imports, and what the logbook kept; an export manager and a problem owner who sign in."""
        accounts = Account.objects.bulk_create(
            [Account(email=f"one{n}@example.org", name=f"Colleague {n}") for n in range(20)]
        )
        Membership.objects.bulk_create([Membership(account=a, desk=self.desks[0], role=Role.OFFICER) for a in accounts])
        stored = StoredFile.objects.get()
        ListImport.objects.bulk_create(
            [ListImport(account=self.officer, into=self.desks[0], file=stored, name=f"List {n}.csv") for n in range(30)]
        )
        ApiToken.objects.bulk_create(
            [ApiToken(account=self.officer, name=f"Program {n}", token_hash=f"{n:064}") for n in range(5)]
        )
        kinds = (("visits.delegation", self.delegations, "delegation.changed"), ("catalogue.company", self.companies, "company.changed"),
                 ("agreements.agreement", self.all_agreements, "agreement.changed"), ("followups.lead", self.all_leads, "lead.moved"))  # fmt: skip
        lines = []
        for n in range(4 * self.size.meetings):
            kind, rows, verb = kinds[n % len(kinds)]
            lines.append(
                LogEntry(
                    desk=self.desks[0], account=accounts[n % 20], verb=verb, kind=kind, record=self.skewed(rows).pk
                )
            )
        LogEntry.objects.bulk_create(lines, batch_size=5_000)
        for role, body in (
            ("export", self.companies[0].organisation),
            ("owner", self.bodies[0]),
            ("host", self.bodies[0]),
        ):
            one = Account.objects.create(email=f"{role}@example.org", name=role)
            Representation.objects.create(account=one, organisation=body, role=role)
