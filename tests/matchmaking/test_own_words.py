"""A desk's own words find what the shipped ones do not, for that desk alone, with a model and without."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from greendesk.catalogue.services import add_label, add_solution
from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.matchmaking import plans, services
from greendesk.matchmaking.models import Suggestion
from tests.factories import ChallengeFactory, CompanyFactory, DeskFactory, ThemeFactory

TODAY = date(2026, 3, 2)


def need_of(desk):
    return ChallengeFactory(
        desk=desk, title=Texts.of("en", "Snorvel wanted"), text=Texts.of("en", "We look for a snorvel."), state="open",
        sharing=Level.SUMMARY,
    )  # fmt: skip


@pytest.fixture
def two_desks(db):
    ThemeFactory(key="food-waste")
    one, other = DeskFactory(), DeskFactory()
    company = CompanyFactory(desk=one, sharing=Level.SUMMARY)
    add_solution(
        desk=one, by=None, companies=[company], name=Texts.of("sv", "Matavfall blir gas"),
        text=Texts.of("sv", "Rötning av matavfall från hushåll."), sharing=Level.SUMMARY,
    )  # fmt: skip
    return one, other


@pytest.mark.parametrize("backend", ["lexicon", "e5"])
def test_a_word_of_the_desks_own_is_matched_and_named_in_the_reasons(two_desks, backend, monkeypatch):
    monkeypatch.setattr(settings, "EMBEDDER", backend)
    plans.matcher.cache_clear()
    one, other = two_desks
    add_label("food-waste", desk=one, lang="en", label="snorvel", by=None)

    [row] = services.suggest_matches(need_of(one), on=TODAY)
    assert [c["need"] for c in row.reasons["concepts"] if c["id"] == "food-waste"][0] in (["Snorvel"], ["snorvel"])

    for stray in services.suggest_matches(need_of(other), on=TODAY):
        assert all(not c["need"] for c in stray.reasons["concepts"])
    plans.matcher.cache_clear()


def test_looking_for_all_reads_each_desks_words(two_desks, monkeypatch):
    monkeypatch.setattr(settings, "EMBEDDER", "lexicon")
    plans.matcher.cache_clear()
    one, other = two_desks
    add_label("food-waste", desk=one, lang="en", label="snorvel", by=None)
    ours, theirs = need_of(one), need_of(other)

    services.refresh_all(on=TODAY)

    assert Suggestion.objects.filter(challenge=ours).count() == 1
    assert Suggestion.objects.filter(challenge=theirs).count() == 0
    plans.matcher.cache_clear()
