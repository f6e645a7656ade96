"""What was learnt, as a page: told in plain words, decided by a person, with who is shown how often and the model."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.engines.matching.weights import SIGNALS
from greendesk.matchmaking import plans
from greendesk.matchmaking.models import Adjustment, OfferVector
from greendesk.matchmaking.services import suggest_matches
from tests.factories.matchmaking import SuggestionFactory, biogas_company, food_waste_need


@pytest.fixture
def proposed(desk):
    shared = plans.matcher().weights
    before = {"offset": shared.offset, "weights": dict(zip(SIGNALS, shared.weights, strict=True))}
    most = max(before["weights"], key=lambda name: before["weights"][name])
    after = {"offset": shared.offset, "weights": before["weights"] | {most: before["weights"][most] * 1.2}}
    figures = {"decided": 240, "yes": 120, "no": 120, "needs": 80, "right_before": 0.7, "right_after": 0.74,
               "guard_before": 0.8, "guard_after": 0.801}  # fmt: skip
    return Adjustment.objects.create(
        desk=desk, basis=plans.matcher().basis, state="proposed", before=before, after=after, figures=figures
    )


def test_a_proposal_is_told_adopted_and_taken_back_on_the_page(officer_client, desk, proposed):
    biogas_company(desk)
    suggest_matches(food_waste_need(desk), on=date(2026, 3, 2))
    page = officer_client.get(reverse("web:learning")).content.decode()
    assert "counts 20 % more" in page
    assert "0.801" in page

    officer_client.post(reverse("web:learning-adopt", args=[proposed.pk]))
    proposed.refresh_from_db()
    assert proposed.state == "adopted"
    officer_client.post(reverse("web:learning-reverse", args=[proposed.pk]))
    proposed.refresh_from_db()
    assert (proposed.state, proposed.by) == ("reversed", officer_client.account)
    assert "counts 20 % more" in officer_client.get(reverse("web:learning")).content.decode()


def test_a_strangers_page_and_verbs_do_not_reach_it(stranger_client, proposed):
    assert "counts 20 % more" not in stranger_client.get(reverse("web:learning")).content.decode()
    for step in ("adopt", "dismiss", "reverse"):
        assert stranger_client.post(reverse(f"web:learning-{step}", args=[proposed.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_for_few_and_many(officer_client, desk, proposed, count, django_assert_max_num_queries):
    for _n in range(count):
        biogas_company(desk)
    suggest_matches(food_waste_need(desk), on=date.today())
    with django_assert_max_num_queries(34):
        officer_client.get(reverse("web:learning"))


def test_a_swapped_model_is_said_and_one_button_reads_everything(officer_client, desk):
    biogas_company(desk)
    suggest_matches(food_waste_need(desk), on=date(2026, 3, 2))
    OfferVector.objects.update(model="1/another/model")
    assert "2 of 2 texts have not been read" in officer_client.get(reverse("web:learning")).content.decode()

    officer_client.post(reverse("web:matching-read"))

    assert set(OfferVector.objects.values_list("model", flat=True)) == {plans.matcher().basis}


def test_more_than_three_reasons_stay_behind_one_click(officer_client, desk):
    row = SuggestionFactory(desk=desk, reasons={"agree": [["power_w", f"{n} MW", f"{n},0 MW"] for n in range(1, 6)]})
    page = officer_client.get(reverse("web:challenge", args=[row.challenge_id])).content.decode()

    shown, _rest, hidden = page.partition("More reasons")
    assert shown.count('<q class="need">') == 3
    assert hidden.count('<q class="need">') == 2
