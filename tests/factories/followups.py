"""The least that is valid for leads, claims and effort."""

from __future__ import annotations

from datetime import date

import factory

from greendesk.effects.models import EffectClaim, Effort, Indicator
from greendesk.followups.models import Lead
from greendesk.kit.texts import Texts
from greendesk.projects.models import Project
from tests.factories import CompanyFactory, DeskFactory

ON = date(2026, 3, 2)


class LeadFactory(factory.django.DjangoModelFactory[Lead]):
    class Meta:
        model = Lead

    desk = factory.SubFactory(DeskFactory)
    title = factory.Sequence(lambda n: Texts.of("en", f"Lead {n}"))
    owner = factory.SubFactory(CompanyFactory, desk=factory.SelfAttribute("..desk"))
    origin_note = "By telephone"
    opened_on = ON
    sharing = 0


class IndicatorFactory(factory.django.DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    desk = factory.SubFactory(DeskFactory)
    name = factory.Sequence(lambda n: Texts.of("en", f"Indicator {n}"))
    definition = Texts.of("en", "People employed, by the national office's rules")
    unit = "people"


class ClaimFactory(factory.django.DjangoModelFactory[EffectClaim]):
    class Meta:
        model = EffectClaim

    desk = factory.SubFactory(DeskFactory)
    title = factory.Sequence(lambda n: Texts.of("en", f"Deal {n}"))
    source = "said on the day"


class EffortFactory(factory.django.DjangoModelFactory[Effort]):
    class Meta:
        model = Effort

    desk = factory.SubFactory(DeskFactory)
    activity = "inbound"
    role = "officer"
    minutes = 600
    cost = 1000
    currency = "SEK"
    sharing = 0


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    class Meta:
        model = Project

    desk = factory.SubFactory(DeskFactory)
    name = factory.Sequence(lambda n: Texts.of("en", f"Project {n}"))
