"""The least that is valid, and never a surprise."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from greendesk.agreements.models import Agreement, AgreementEvent, Party
from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Account, Desk, Level, Membership, Role
from greendesk.directory.models import Organisation, Person
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Challenge


class PlaceFactory(factory.django.DjangoModelFactory[Place]):
    class Meta:
        model = Place
        skip_postgeneration_save = True
        django_get_or_create = ("scheme", "code")

    scheme = "gbt2260"
    code = factory.Sequence(lambda n: f"{130000 + n}")
    kind = "prefecture"
    name_en = factory.Sequence(lambda n: f"Town {n}")
    name_local = factory.Sequence(lambda n: f"城{n}市")
    country_code = "CN"
    lineage = "/"

    @factory.post_generation
    def put_in_tree(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.lineage = f"{self.parent.lineage if self.parent else '/'}{self.pk}/"
        self.save()


class ThemeFactory(factory.django.DjangoModelFactory[Theme]):
    class Meta:
        model = Theme
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda n: f"theme-{n}")
    labels = factory.LazyAttribute(lambda o: {"en": [o.key], "zh": [f"主题{o.key}"]})
    is_listed = True


class DeskFactory(factory.django.DjangoModelFactory[Desk]):
    class Meta:
        model = Desk

    key = factory.Sequence(lambda n: f"desk-{n}")
    name = factory.Sequence(lambda n: f"Desk {n}")


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    class Meta:
        model = Account

    email = factory.Sequence(lambda n: f"account{n}@example.org")
    name = factory.Sequence(lambda n: f"Account {n}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    account = factory.SubFactory(AccountFactory)
    desk = factory.SubFactory(DeskFactory)
    role = Role.OFFICER


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    desk = factory.SubFactory(DeskFactory)
    name = factory.Sequence(lambda n: f"Organisation {n}")


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    desk = factory.SubFactory(DeskFactory)
    given = "Karin"
    family = factory.Sequence(lambda n: f"Berg{n}")
    sharing = Level.PRIVATE


class AgreementFactory(factory.django.DjangoModelFactory[Agreement]):
    class Meta:
        model = Agreement

    desk = factory.SubFactory(DeskFactory)
    title = factory.Sequence(lambda n: Texts.of("en", f"Agreement {n}"))
    place = factory.SubFactory(PlaceFactory)


class AgreementEventFactory(factory.django.DjangoModelFactory[AgreementEvent]):
    class Meta:
        model = AgreementEvent

    agreement = factory.SubFactory(AgreementFactory)
    kind = "signed"
    when = "2011"
    source = "minutes"


class PartyFactory(factory.django.DjangoModelFactory[Party]):
    class Meta:
        model = Party

    agreement = factory.SubFactory(AgreementFactory)
    place = factory.SubFactory(PlaceFactory)


class CompanyFactory(factory.django.DjangoModelFactory[Company]):
    class Meta:
        model = Company

    desk = factory.SubFactory(DeskFactory)
    organisation = factory.SubFactory(OrganisationFactory, desk=factory.SelfAttribute("..desk"))


class SolutionFactory(factory.django.DjangoModelFactory[Solution]):
    class Meta:
        model = Solution
        skip_postgeneration_save = True

    desk = factory.SubFactory(DeskFactory)
    name = factory.Sequence(lambda n: Texts.of("en", f"Solution {n}"))

    @factory.post_generation
    def companies(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.companies.set(extracted or [])


class SiteFactory(factory.django.DjangoModelFactory[ReferenceSite]):
    class Meta:
        model = ReferenceSite

    desk = factory.SubFactory(DeskFactory)
    name = factory.Sequence(lambda n: Texts.of("en", f"Site {n}"))


class ChallengeFactory(factory.django.DjangoModelFactory[Challenge]):
    class Meta:
        model = Challenge

    desk = factory.SubFactory(DeskFactory)
    title = factory.Sequence(lambda n: Texts.of("zh-hans", f"污水处理{n}"))
    text = Texts.of("zh-hans", "县城污水处理厂需要提标改造")
    place = factory.SubFactory(PlaceFactory)
    ends_on = date(2099, 1, 1)
    state = "open"


def officer_of(desk: Desk, role: str = Role.OFFICER) -> Account:
    """An account that works at the desk."""
    return MembershipFactory(desk=desk, role=role).account
