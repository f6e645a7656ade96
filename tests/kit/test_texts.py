"""Texts in several languages know where they came from."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from greendesk.kit.langs import as_lang
from greendesk.kit.names import PersonName, reading_of, split_han
from greendesk.kit.texts import Texts, TextsFormField, as_texts


def test_a_translation_is_stale_as_soon_as_its_source_changes():
    texts = Texts.of("sv", "Fjärrvärme")
    texts.translate("en", "District heating", origin="person", state="checked")
    assert texts.state_of("en") == "checked"
    texts.write("sv", "Lågtempererad fjärrvärme")
    assert texts.state_of("en") == "stale"
    assert texts.state_of("da") == "missing"


def test_a_name_beside_a_version_stays_while_its_text_does():
    texts = Texts.of("sv", "Hej")
    texts.translate("en", "Hello", origin="person", state="checked", by="Anna Berg")
    texts.translate("en", "Hello", origin="person", state="checked")
    assert (texts.shown("en").by, as_texts(dict(texts))["en"]["by"]) == ("Anna Berg", "Anna Berg")
    texts.translate("en", "Good day", origin="person", state="checked")
    assert texts.shown("en").by == ""


def test_nobody_stands_for_a_draft():
    texts = Texts.of("sv", "Hej")
    texts.translate("en", "Hello", origin="machine")
    assert texts.standing().plain() == {"sv": "Hej"}


def test_a_machine_translation_never_replaces_what_a_person_wrote():
    texts = Texts.of("zh-hans", "集中供热")
    texts.translate("en", "Central heating supply", origin="machine")
    shown = texts.shown("en")
    assert (shown.origin, shown.state, texts["zh-hans"]["text"]) == ("machine", "draft", "集中供热")


def test_the_reader_gets_the_nearest_language_that_is_there():
    texts = Texts.of("no", "Fjernvarme")
    assert (texts.shown("sv").text, texts.shown("sv").is_fallback) == ("Fjernvarme", True)


def test_changing_the_language_of_the_source_keeps_the_old_version():
    texts = Texts.of("sv", "Hej")
    texts.write("en", "Hello")
    assert (texts.source_lang, texts.plain()) == ("en", {"sv": "Hej", "en": "Hello"})


def test_a_form_writes_the_readers_version_only():
    field = TextsFormField(initial=Texts.of("sv", "Hej"))
    with translation.override("en"):
        texts = field.clean("Hello")
    assert texts.plain() == {"sv": "Hej", "en": "Hello"}
    assert texts.source_lang == "sv"


def test_a_language_nobody_writes_is_refused():
    with pytest.raises(ValidationError):
        as_texts({"xx": "?"})


@given(
    st.dictionaries(
        st.sampled_from(["en", "sv", "da", "nl", "zh-hans"]), st.text(min_size=1).filter(str.strip), min_size=1
    )
)
def test_no_version_is_ever_lost(versions):
    assert Texts.from_plain(versions).plain() == {lang: text.strip() for lang, text in versions.items()}


@pytest.mark.parametrize(
    ("tag", "lang"),
    [("zh-CN", "zh-hans"), ("zh", "zh-hans"), ("nb", "no"), ("nn-NO", "no"), ("sv-FI", "sv"), ("fr", "en")],
)
def test_tags_of_the_world_become_ours(tag, lang):
    assert as_lang(tag) == lang


@pytest.mark.parametrize(
    ("han", "reading"),
    [
        ("李俊峰", "Lǐ Jùnfēng"),
        ("单国强", "Shàn Guóqiáng"),
        ("欧阳美玲", "Ōuyáng Měilíng"),
        ("曾晓宇", "Zēng Xiǎoyǔ"),
        ("", ""),
    ],
)
def test_readings_of_chinese_names(han, reading):
    assert reading_of(han) == reading


def test_names_in_both_scripts_and_orders():
    name = PersonName("Junfeng", "Li", "李俊峰", family_first=True)
    assert (name.both("en"), name.both("zh-hans"), name.display("zh-hans")) == (
        "Li Junfeng 李俊峰",
        "李俊峰 Li Junfeng",
        "李俊峰",
    )
    assert PersonName("Karin", "Berg").both("zh-hans") == "Karin Berg"
    assert split_han("欧阳修") == ("欧阳", "修")
    assert PersonName(han="单国强").sort_key().startswith("shan")
