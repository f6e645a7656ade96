import pytest

from greendesk.engines.matching.languages import Reading, read_language


@pytest.mark.parametrize(
    ("text", "tag", "lang", "guessed"),
    [
        ("厨余垃圾资源化项目", "zh", "zh", False),
        ("厨余垃圾资源化项目", "sv", "zh", True),
        ("厨余垃圾资源化项目", "", "zh", True),
        ("Vi söker en lösning för att rena vatten från en gammal deponi", "zh", "sv", True),
        ("Vi søger en løsning til rensning af vand fra et gammelt deponi", "sv", "da", True),
        ("We are looking for a way to clean the water of an old landfill", "nl", "en", True),
        ("Wij zoeken een oplossing voor het water van een oude stortplaats", "", "nl", True),
        ("Wir suchen eine Lösung für das Wasser aus einer alten Deponie", "", "de", True),
        ("Etsimme ratkaisua vanhan kaatopaikan vesien puhdistamiseen ja keräämiseen", "", "fi", True),
        ("Biogas", "da", "da", False),
        ("Biogas", "nb-NO", "no", False),
        ("PFAS", "zh-Hans-CN", "en", True),
    ],
)
def test_the_tag_is_trusted_unless_the_text_speaks_against_it(text, tag, lang, guessed):
    assert read_language(text, tag) == Reading(lang, guessed)


@pytest.mark.parametrize("text", ["Мы ищем решение для очистки воды", "排水処理の設備を探しています", "نبحث عن حلول"])
def test_a_language_never_seen_is_said_to_be_unknown(text):
    assert read_language(text, "xx").unknown or read_language(text, "xx").lang == "zh"
