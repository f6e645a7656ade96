"""A text against the register, through the wall."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from greendesk.catalogue.services import add_label, add_solution
from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Challenge
from tests.api.conftest import Program
from tests.factories import CompanyFactory, DeskFactory, ThemeFactory

NEED = "厨余垃圾处理，每日40吨"


@pytest.fixture(autouse=True)
def no_memory_of_requests():
    cache.clear()


@pytest.fixture
def ours(officer):
    return Program(officer)


def solution_of(desk, sharing):
    company = CompanyFactory(desk=desk, sharing=sharing)
    return add_solution(
        desk=desk, by=None, companies=[company], name=Texts.of("sv", "Matavfall blir gas"), sharing=sharing,
        text=Texts.of("sv", "Rötning av matavfall, 5 000–20 000 ton per år."),
    )  # fmt: skip


def test_a_text_finds_answers_with_reasons(ours, desk):
    ThemeFactory(key="food-waste", labels={"en": ["food waste"]})
    solution = solution_of(desk, Level.PRIVATE)
    answer = ours.post("match", text=NEED).json()

    first = answer["items"][0]
    assert answer["lang"] == "zh"
    assert (first["record"]["kind"], first["record"]["id"]) == ("catalogue.solution", solution.pk)
    assert first["band"] in {"strong", "likely"}
    concept = next(each for each in first["reasons"]["concepts"] if each["key"] == "food-waste")
    assert concept["label"] == "food waste"
    assert all(word in NEED for word in concept["need"])
    assert first["reasons"]["facts_agree"]
    assert not Challenge.objects.exists()


def test_nothing_that_others_keep_to_themselves_is_found(ours, desk):
    elsewhere = DeskFactory()
    hidden = solution_of(elsewhere, Level.EXISTENCE)
    shared = solution_of(elsewhere, Level.SUMMARY)
    answer = ours.post("match", text=NEED, top=50)

    found = {item["record"]["id"] for item in answer.json()["items"] if item["record"]["kind"] == "catalogue.solution"}
    assert found == {shared.pk}
    assert hidden.companies.get().organisation.name not in answer.content.decode()


def test_kinds_and_number_can_be_asked_for(ours, desk):
    for _ in range(3):
        solution_of(desk, Level.SUMMARY)
    assert len(ours.post("match", text=NEED, top=2, kinds=["solution"]).json()["items"]) == 2
    assert ours.post("match", text=NEED, kinds=["site"]).json()["items"] == []


def test_the_desks_own_words_count(ours, desk):
    ThemeFactory(key="food-waste")
    solution_of(desk, Level.SUMMARY)
    add_label("food-waste", desk=desk, lang="en", label="snorvel", by=None)
    answer = ours.post("match", text="We look for a snorvel", lang="en").json()

    assert [c["key"] for c in answer["items"][0]["reasons"]["concepts"]] == ["food-waste"]


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "…!"}, {"text": "x" * 20_001}, {"text": "a", "top": 0}, {}])
def test_a_text_that_asks_nothing_is_refused(ours, body):
    answer = ours.post("match", **body)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_a_stranger_without_a_key_is_not_answered(client, db):
    assert client.post("/api/match", {"text": NEED}, content_type="application/json").status_code == 401
