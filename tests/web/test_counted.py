"""What is counted apart: leads by market, gains by evidence under one agreement, and lists by what they hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from greendesk.effects.models import EffectClaim
from greendesk.followups.models import Lead
from greendesk.followups.queries import Market, markets
from greendesk.followups.services import lose_lead, open_lead, take_next_step
from greendesk.kit.texts import Texts
from tests.factories import AgreementFactory, CompanyFactory, DeskFactory, PlaceFactory, SolutionFactory

ON = date(2026, 3, 1)


@pytest.fixture
def leads(desk, officer):
    firm, china, poland = CompanyFactory(desk=desk), PlaceFactory(), PlaceFactory(country_code="PL")
    for place, end in ((china, "lost"), (china, "delivered"), (china, ""), (poland, "signed"), (None, "")):
        lead = open_lead(
            desk=desk, title=Texts.of("en", "Boilers"), owner=firm, on=ON, by=officer, origin_note="a fair", place=place
        )
        if end == "lost":
            lose_lead(lead, barrier="price", on=ON, by=officer)
        elif end:
            take_next_step(lead, stage=end, on=ON, by=officer)


def test_completion_is_counted_by_market(officer_client, officer, leads):
    assert markets(Lead.objects.ours(officer)) == [Market("CN", 3, 1, 1), Market("", 1, 0, 0), Market("PL", 1, 1, 0)]
    assert markets(Lead.objects.ours(officer))[0].running == 1
    assert "Poland" in officer_client.get(reverse("web:follow-ups")).content.decode()


def test_what_firms_gained_under_an_agreement_stands_on_its_page_by_evidence(officer_client, stranger_client, desk):
    agreement = AgreementFactory(desk=desk, sharing=30)
    for grade, amount in (("announced", 70), ("documented", 20), ("documented", 10)):
        claim = EffectClaim.objects.create(
            desk=desk, title=Texts.of("en", "Sale"), kind="sale", grade=grade, amount=Decimal(amount), currency="EUR", sharing=20,
            **({"evidence_name": "contract"} if grade == "documented" else {}),
        )  # fmt: skip
        claim.agreements.add(agreement)
    page = officer_client.get(reverse("web:agreement", args=[agreement.pk]))
    assert [(line.grade, line.count, line.amounts) for line, _label in page.context["sums"]] == [
        ("documented", 2, {"EUR": Decimal(30)}), ("announced", 1, {"EUR": Decimal(70)}),
    ]  # fmt: skip
    assert stranger_client.get(reverse("web:agreement", args=[agreement.pk])).context["sums"] == []


def test_the_register_is_filtered_by_business_element(officer_client, desk):
    AgreementFactory(desk=desk, title=Texts.of("en", "With trade"), has_business=True)
    AgreementFactory(desk=desk, title=Texts.of("en", "Schools only"))
    text = officer_client.get(reverse("web:agreements"), {"business": "1"}).content.decode()
    assert "With trade" in text
    assert "Schools only" not in text


def test_the_open_catalogue_is_filtered_by_region(client, db):
    for name in ("North", "South"):
        desk = DeskFactory(name=name, key=name.lower())
        SolutionFactory(
            desk=desk,
            name=Texts.of("en", f"Filter of the {name}"),
            companies=[CompanyFactory(desk=desk)],
            is_public=True,
        )
    text = client.get(reverse("web:catalogue"), {"kind": "solution", "desk": "north"}).content.decode()
    assert "Filter of the North" in text
    assert "Filter of the South" not in text
