"""The least that is valid for interest, suggestions and those who speak for a side."""

from __future__ import annotations

from datetime import date

import factory

from greendesk.atlas.models import Theme
from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Level
from greendesk.directory.models import Organisation, Representation
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Interest, Suggestion
from tests.factories import AccountFactory, ChallengeFactory, CompanyFactory, DeskFactory, SolutionFactory, ThemeFactory


class InterestFactory(factory.django.DjangoModelFactory[Interest]):
    class Meta:
        model = Interest

    desk = factory.SubFactory(DeskFactory)
    company = factory.SubFactory(CompanyFactory, desk=factory.SelfAttribute("..desk"))
    answer = "now"
    stated_on = date(2026, 1, 10)
    stale_on = date(2027, 1, 10)


class SuggestionFactory(factory.django.DjangoModelFactory[Suggestion]):
    class Meta:
        model = Suggestion

    desk = factory.SubFactory(DeskFactory)
    challenge = factory.SubFactory(ChallengeFactory, desk=factory.SelfAttribute("..desk"))
    company = factory.SubFactory(CompanyFactory, desk=factory.SelfAttribute("..desk"))
    score = 0.8
    need_fit = 0.8
    band = "strong"
    rank = 1
    model_version = "test"


def representative_of(organisation: Organisation, role: str = Representation.Role.EXPORT) -> Account:
    """An account that speaks for the organisation."""
    account = AccountFactory()
    Representation.objects.create(account=account, organisation=organisation, role=role)
    return account


def theme(key: str, **labels: str) -> Theme:
    return ThemeFactory(key=key, labels={lang: [label] for lang, label in labels.items()} or {"en": [key]})


def biogas_company(desk, *, sharing: int = Level.SUMMARY) -> Company:
    """A company whose solution answers the food-waste need below, in Swedish."""
    company = CompanyFactory(desk=desk, sharing=sharing)
    SolutionFactory(
        desk=desk,
        sharing=sharing,
        companies=[company],
        name=Texts.of("sv", "Biogas ur matavfall"),
        text=Texts.of("sv", "Anläggning för rötning av matavfall, 30000 ton per år."),
    )
    return company


def pipe_company(desk) -> Company:
    """A company that answers another need."""
    company = CompanyFactory(desk=desk, sharing=Level.SUMMARY)
    SolutionFactory(
        desk=desk,
        sharing=Level.SUMMARY,
        companies=[company],
        name=Texts.of("da", "Præisolerede rør"),
        text=Texts.of("da", "Rør til fjernvarme."),
    )
    return company


def food_waste_need(desk, **facts):
    return ChallengeFactory(
        desk=desk,
        title=Texts.of("zh-hans", "厨余垃圾处理"),
        text=Texts.of("zh-hans", "我市每天产生100吨厨余垃圾，需要厌氧消化产沼气的技术。"),
        **facts,
    )
