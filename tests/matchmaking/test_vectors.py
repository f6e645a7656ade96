"""Reading the register with a model: kept as it goes, resumed after a kill, never mixed with another model's vectors."""

from __future__ import annotations

import pytest

from greendesk.matchmaking import errors, plans, services, tasks, vectors
from greendesk.matchmaking.models import OfferVector
from tests.factories import CompanyFactory
from tests.factories.matchmaking import biogas_company, food_waste_need


class Killed(Exception):
    pass


@pytest.fixture
def read_by(monkeypatch):
    """Counts the texts that the model really reads; `stop_after` kills it there."""
    matcher = plans.matcher()
    texts: list[str] = []
    stop_after: list[int] = []

    def represent(offer):
        if stop_after and len(texts) >= stop_after[0]:
            raise Killed
        texts.append(offer.id)
        return type(matcher).represent_offer(matcher, offer)

    monkeypatch.setattr(matcher, "represent_offer", represent, raising=False)
    return texts, stop_after


def test_a_killed_reading_goes_on_where_it_stopped(desk, read_by):
    texts, stop_after = read_by
    for _n in range(50):
        CompanyFactory(desk=desk)
    stop_after.append(45)
    with pytest.raises(Killed):
        vectors.read_register()
    assert vectors.reading().missing == 10

    stop_after.clear()
    seen: list[tuple[int, int]] = []
    vectors.read_register(lambda done, total: seen.append((done, total)))

    assert vectors.reading().missing == 0
    assert len(texts) == 45 + 10
    assert seen[-1] == (50, 50)
    assert tasks.read_register.call() == 50
    assert len(texts) == 55


def test_a_swapped_model_is_told_and_its_vectors_go_when_all_is_read(desk):
    biogas_company(desk)
    vectors.read_register()
    OfferVector.objects.update(model="1/another-model/lexicon")

    state = vectors.reading()
    assert (state.is_swapped, state.ready, state.total, state.older) == (True, 0, 2, 2)
    vectors.read_register()

    assert not vectors.reading().is_swapped
    assert set(OfferVector.objects.values_list("model", flat=True)) == {plans.matcher().basis}


def test_vectors_of_what_is_gone_are_dropped(desk):
    company = biogas_company(desk)
    vectors.read_register()
    company.solutions.all().delete()

    vectors.read_register()

    assert list(OfferVector.objects.values_list("kind", "record")) == [("company", company.pk)]


def test_nobody_waits_at_a_page_for_thousands_of_texts(desk, officer, monkeypatch):
    company = biogas_company(desk)
    challenge = food_waste_need(desk)
    monkeypatch.setattr(vectors, "AT_ONCE", 1)
    monkeypatch.setattr(type(plans.matcher().embedder), "dimension", 384)

    with pytest.raises(errors.VectorsMissing, match="2 of 2"):
        services.force_suggestion(challenge, by=officer, reason="asked for", on=challenge.ends_on, company=company)
