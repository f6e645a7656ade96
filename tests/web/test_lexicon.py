"""The pages of the lexicon and the glossary: found in any script, worded by the desk, seen through the wall."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from greendesk.catalogue.lexicon import lexicon_of, shipped
from greendesk.catalogue.models import LabelChange
from greendesk.catalogue.services import add_concept, add_label
from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.missions.models import Application, Mission
from tests.factories import ChallengeFactory, CompanyFactory, PlaceFactory, ThemeFactory


@pytest.fixture
def heating(db):
    concept = shipped()["district-heating"]
    ThemeFactory(key="heat-cooling")
    return ThemeFactory(key=concept.id, labels={lang: list(labels) for lang, labels in concept.labels.items()})


@pytest.mark.parametrize("word", ["fjernvarme", "集中供热", "Fernwärme", "kaukolampo", "district-heating"])
def test_a_concept_is_found_in_any_script(officer_client, word):
    page = officer_client.get(reverse("web:lexicon"), {"q": word}).content.decode()

    assert reverse("web:concept", args=["district-heating"]) in page
    assert reverse("web:concept", args=["food-waste"]) not in page


def test_the_tree_costs_the_same_whatever_the_desk_has_added(officer_client, heating, django_assert_max_num_queries):
    for number in range(4):
        add_concept(desk=officer_client.desk, parent=heating.key, labels={"en": [f"heat box {number}"]}, by=None)
    with django_assert_max_num_queries(9):
        page = officer_client.get(reverse("web:lexicon"))
    assert page.content.count(b"heat box") == 4


def test_a_concept_shows_its_words_its_codes_and_who_uses_it(officer_client, heating):
    ours = CompanyFactory(desk=officer_client.desk)
    hidden = CompanyFactory(sharing=Level.PRIVATE)
    for company in (ours, hidden):
        company.themes.add(heating)
    page = officer_client.get(reverse("web:concept", args=[heating.key])).content.decode()

    assert "集中供热" in page
    assert shipped()[heating.key].codes["cpv"] in page
    assert ours.organisation.name in page
    assert hidden.organisation.name not in page


def test_chips_show_the_name_that_the_desk_prefers_and_read_its_words_once(
    officer_client, stranger_client, heating, django_assert_max_num_queries
):
    desk = officer_client.desk
    company = CompanyFactory(desk=desk, sharing=Level.FULL)
    company.themes.add(heating, *(ThemeFactory(key=f"theme-{n}") for n in range(4)))
    shown = reverse("web:company", args=[company.pk])
    with CaptureQueriesContext(connection) as before:
        assert chip(officer_client, shown) == heating.label("en")
    add_label(heating.key, desk=desk, lang="en", label="heat from the town", by=None, is_first=True)

    with django_assert_max_num_queries(len(before)):
        assert chip(officer_client, shown) == "heat from the town"
    assert chip(stranger_client, shown) == heating.label("en")


def chip(client, address):
    """What the chip of the theme says there."""
    return re.search(r'theme=district-heating">([^<]+)</a>', client.get(address).content.decode())[1]


def test_an_officer_adds_hides_and_takes_back_a_word(officer_client, heating):
    address = reverse("web:concept", args=[heating.key])
    officer_client.post(f"{address}labels/", {"lang": "da", "label": "varme fra byen"})
    officer_client.post(f"{address}hide/", {"lang": "da", "label": "nærvarme"})
    labels = lexicon_of(officer_client.desk)[heating.key].labels["da"]
    assert "varme fra byen" in labels
    assert "nærvarme" not in labels

    for row in LabelChange.objects.all():
        officer_client.post(reverse("web:concept-undo", args=[row.pk]))
    assert lexicon_of(officer_client.desk) is shipped()


def test_a_refusal_stays_beside_the_field(officer_client, heating):
    answer = officer_client.post(reverse("web:concept-label", args=[heating.key]), {"lang": "da", "label": "madaffald"})
    assert answer.status_code == 422
    assert "madaffald" in answer.content.decode()


def test_a_stranger_neither_sees_nor_takes_back_our_words(officer_client, stranger_client, heating):
    made = add_concept(desk=officer_client.desk, parent=heating.key, labels={"en": ["heat box"]}, by=None)
    officer_client.post(reverse("web:concept-label", args=[heating.key]), {"lang": "da", "label": "varme fra byen"})

    assert stranger_client.get(reverse("web:concept", args=[made.key])).status_code == 404
    assert (
        b"heat box" not in stranger_client.get(reverse("web:lexicon"), {"q": "heat box"}).content.split(b"</form>")[-1]
    )
    assert "varme fra byen" not in stranger_client.get(reverse("web:concept", args=[heating.key])).content.decode()
    assert stranger_client.post(reverse("web:concept-undo", args=[LabelChange.objects.get().pk])).status_code == 404


def test_an_officer_adds_a_concept_and_withdraws_it(officer_client, heating):
    answer = officer_client.post(
        reverse("web:concept-new", args=[heating.key]), {"en": "heat box; heat case", "zh": "换热箱"}
    )
    key = answer.url.rstrip("/").split("/")[-1]
    assert lexicon_of(officer_client.desk)[key].labels["en"] == ("heat box", "heat case")

    officer_client.post(reverse("web:concept-withdraw", args=[key]))
    assert key not in lexicon_of(officer_client.desk).position
    assert "heat box" in officer_client.get(reverse("web:lexicon")).content.decode()


def test_a_file_goes_out_and_a_bad_one_does_not_come_in(officer_client, heating):
    out = officer_client.get(reverse("web:lexicon-export", args=["csv"]))
    assert out.content.decode().startswith("id,parent,")

    bad = SimpleUploadedFile("words.csv", b"id,parent,en\nbad id,,word\n")
    answer = officer_client.post(reverse("web:lexicon-import"), {"file": bad})
    assert answer.status_code == 422
    assert "bad id" in answer.content.decode()

    good = SimpleUploadedFile("words.csv", b"id,parent,da\ndistrict-heating,heat-cooling,byens varme\n")
    assert officer_client.post(reverse("web:lexicon-import"), {"file": good}).status_code == 302
    assert lexicon_of(officer_client.desk)["district-heating"].labels["da"] == ("byens varme",)


# -- the glossary ----------------------------------------------------------------------------------------


@pytest.fixture
def mission(desk, heating):
    row = Mission.objects.create(desk=desk, name=Texts.of("en", "To Hebei"), place=PlaceFactory())
    company = CompanyFactory(desk=desk)
    company.themes.add(heating)
    Application.objects.create(mission=row, company=company, goal=Texts.of("en", "Meet"))
    return row


def test_a_glossary_sets_both_languages_side_by_side(officer_client, mission):
    page = officer_client.get(reverse("web:glossary", args=["mission", mission.pk]), {"one": "da", "other": "zh-hans"})
    text = page.content.decode()

    assert "fjernvarme" in text
    assert "集中供热" in text
    assert "jí zhōng gōng rè" in text


def test_a_glossary_holds_only_what_its_reader_may_see(officer_client, mission):
    waste = ThemeFactory(key="food-waste")
    ChallengeFactory(sharing=Level.PRIVATE, place=mission.place, state="open").themes.add(waste)
    page = officer_client.get(reverse("web:glossary", args=["mission", mission.pk])).content.decode()

    assert reverse("web:concept", args=["district-heating"]) in page
    assert reverse("web:concept", args=["food-waste"]) not in page


def test_a_glossary_is_a_paper(officer_client, mission):
    answer = officer_client.get(reverse("web:glossary", args=["mission", mission.pk]), {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_strangers_mission_has_no_glossary(stranger_client, mission):
    assert stranger_client.get(reverse("web:glossary", args=["mission", mission.pk])).status_code == 404
