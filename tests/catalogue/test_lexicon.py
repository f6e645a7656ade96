"""A desk's own words: added, hidden, taken back, brought in from files; the shipped ones stay what they are."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from greendesk.atlas.models import Theme
from greendesk.catalogue import errors, lexicon_files
from greendesk.catalogue.lexicon import lexicon_of, shipped, themes_for
from greendesk.catalogue.models import LabelChange, OwnConcept
from greendesk.catalogue.services import (
    add_concept,
    add_label,
    bring_lexicon,
    hide_label,
    restore_concept,
    take_back,
    withdraw_concept,
)  # fmt: skip
from greendesk.desks.models import LogEntry
from greendesk.engines.matching.lexicon import Concept
from greendesk.kit.errors import NotYours
from tests.factories import DeskFactory, ThemeFactory, officer_of

KEYS = ("heat-cooling", "district-heating", "food-waste")


@pytest.fixture(autouse=True)
def themes(db):
    for key in KEYS:
        concept = shipped()[key]
        ThemeFactory(key=key, labels={lang: list(labels) for lang, labels in concept.labels.items()})


def test_a_word_of_our_own_is_ours_alone(desk, officer):
    add_label("district-heating", desk=desk, lang="da", label="varme fra byen", by=officer)

    assert "varme fra byen" in lexicon_of(desk)["district-heating"].labels["da"]
    assert lexicon_of(DeskFactory()) is shipped()
    assert LogEntry.objects.filter(verb="lexicon.label_added", desk=desk, account=officer).exists()


def test_the_first_word_names_the_concept(desk, officer):
    add_label("district-heating", desk=desk, lang="da", label="varme fra byen", by=officer, is_first=True)

    assert lexicon_of(desk)["district-heating"].label("da") == "varme fra byen"


def test_a_hidden_label_comes_back(desk, officer):
    before = lexicon_of(desk)["district-heating"].labels
    hide_label("district-heating", desk=desk, lang="da", label="nærvarme", by=officer)
    assert "nærvarme" not in lexicon_of(desk)["district-heating"].labels["da"]

    take_back(LabelChange.objects.get(), by=officer)
    assert lexicon_of(desk)["district-heating"].labels == before


def test_adding_what_was_hidden_leaves_no_trace(desk, officer):
    hide_label("district-heating", desk=desk, lang="da", label="nærvarme", by=officer)
    add_label("district-heating", desk=desk, lang="da", label="nærvarme", by=officer)

    assert not LabelChange.objects.exists()
    assert lexicon_of(desk) is shipped()


def test_one_word_means_one_concept(desk, officer):
    with pytest.raises(errors.LabelThere):
        add_label("food-waste", desk=desk, lang="da", label="Fjernvarme", by=officer)


@pytest.mark.parametrize("label", ["x", "a|b", "a\nb", "y" * 121])
def test_a_label_is_a_word(desk, officer, label):
    with pytest.raises(errors.BadLabel):
        add_label("food-waste", desk=desk, lang="da", label=label, by=officer)


def test_nobody_changes_another_desks_words(desk, stranger):
    with pytest.raises(NotYours):
        add_label("food-waste", desk=desk, lang="da", label="grøn rest", by=stranger)


def test_a_concept_of_our_own_stands_in_the_tree_and_is_offered_to_us(desk, officer, stranger):
    made = add_concept(desk=desk, parent="district-heating", labels={"en": ["heat box"], "zh": ["换热箱"]}, by=officer)

    assert lexicon_of(desk)[made.key].parent == "district-heating"
    assert made.key.startswith(desk.key)
    assert made in themes_for(officer)
    assert made not in themes_for(stranger)


def test_a_withdrawn_concept_stays_on_records_and_can_be_restored(desk, officer):
    made = add_concept(desk=desk, parent="district-heating", labels={"en": ["heat box"]}, by=officer)
    withdraw_concept(made.key, desk=desk, by=officer)
    assert made.key not in lexicon_of(desk).position
    assert Theme.objects.filter(pk=made.pk).exists()

    restore_concept(made.key, desk=desk, by=officer)
    assert made.key in lexicon_of(desk).position


def test_what_others_own_cannot_be_worded(desk, officer, stranger):
    made = add_concept(desk=desk, parent="district-heating", labels={"en": ["heat box"]}, by=officer)

    with pytest.raises(errors.UnknownConcept):
        add_label(made.key, desk=stranger.desk, lang="da", label="varmeboks", by=stranger)


# -- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["turtle", "jsonld", "csv"])
def test_the_shipped_lexicon_goes_out_and_comes_back_the_same(kind):
    content = lexicon_files.written(shipped().concepts, kind)
    back = lexicon_files.read(content, kind)

    assert back == shipped().concepts
    assert lexicon_files.written(back, kind) == content


@pytest.mark.parametrize("kind", ["turtle", "jsonld", "csv"])
def test_what_one_desk_exports_another_brings_in_exactly(desk, officer, kind):
    add_label("district-heating", desk=desk, lang="zh", label="城市暖气", by=officer, is_first=True)
    hide_label("food-waste", desk=desk, lang="en", label=shipped()["food-waste"].labels["en"][0], by=officer)
    add_concept(
        desk=desk, parent="food-waste", labels={"sv": ['matrester "brunt"', "åäö\\"], "en": ["z", "plate waste x"][1:]}, by=officer
    )  # fmt: skip
    few = [c for c in lexicon_of(desk).concepts if c.id in KEYS or c.id.startswith(desk.key)]
    content = lexicon_files.written(few, kind)
    other = DeskFactory()

    bring_lexicon(lexicon_files.read(content, kind), desk=other, by=officer_of(other))

    assert lexicon_of(other).concepts == lexicon_of(desk).concepts
    assert not bring_lexicon(lexicon_files.read(content, kind), desk=other, by=None).anything


def test_checking_changes_nothing(desk, officer):
    concept = Concept("food-waste", shipped()["food-waste"].parent, {"en": ("leftovers of ours",)})
    done = bring_lexicon([concept], desk=desk, by=officer, dry_run=True)

    assert (done.added, done.hidden) == (1, len(shipped()["food-waste"].labels["en"]))
    assert not LabelChange.objects.exists()


HEAD = "id,parent,en\n"


@pytest.mark.parametrize(
    ("content", "kind", "named"),
    [
        (b"id,parent,xx\n", "csv", ["1", "xx"]),
        (b"id,en\n", "csv", ["1", "parent"]),
        (f"{HEAD}a b,,word\n".encode(), "csv", ["2", "a b"]),
        (f"{HEAD}one,,first\none,,second\n".encode(), "csv", ["3", "one", "2"]),
        (f"{HEAD}one,,w|w\n".encode(), "csv", ["2", "w"]),
        (f"{HEAD}one,,first,more\n".encode(), "csv", ["2"]),
        (HEAD.encode() + b"one,,\xff\n", "csv", ["2"]),
        (b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\nthis is not Turtle", "turtle", ["2"]),
        (b"<urn:greendesk:concept:one> a <http://www.w3.org/2004/02/skos/core#Concept> .", "turtle", ["one"]),
        (b"{", "jsonld", ["1"]),
        (json.dumps({"@context": "https://example.org/context"}).encode(), "jsonld", ["@context"]),
        (b"", "csv", []),
    ],
)
def test_a_bad_file_is_told_where_it_is_bad(content, kind, named):
    with pytest.raises(errors.BadLexicon) as refusal:
        lexicon_files.read(content, kind)
    assert all(word in str(refusal.value) for word in named), str(refusal.value)


@pytest.mark.parametrize(
    ("concept", "named"),
    [
        (Concept("two", "nowhere", {"en": ("second thing",)}), ["two", "nowhere"]),
        (Concept("district-heating", "water", {"en": ("district heating",)}), ["district-heating", "water"]),
        (Concept("two", "two", {"en": ("second thing",)}), ["two"]),
        (Concept("two", "", {"da": ("fjernvarme",)}), ["two", "fjernvarme", "district-heating"]),
    ],
)
def test_of_a_bad_file_nothing_is_brought_in(desk, officer, concept, named):
    good = Concept("aaa", "food-waste", {"en": ("first thing",)})
    with pytest.raises(errors.BadLexicon) as refusal:
        bring_lexicon([good, concept], desk=desk, by=officer)

    assert all(word in str(refusal.value) for word in named), str(refusal.value)
    assert not OwnConcept.objects.exists()
    assert not Theme.objects.filter(key="aaa").exists()


def test_the_command_takes_files_both_ways(desk, tmp_path, capsys):
    path = tmp_path / "lexicon.csv"
    call_command("lexicon", "export", str(path))
    call_command("lexicon", "import", str(path), desk=desk.key)

    assert lexicon_of(desk) is shipped()
    with pytest.raises(CommandError, match=r"\.ttl"):
        call_command("lexicon", "export", str(tmp_path / "lexicon.pdf"))
