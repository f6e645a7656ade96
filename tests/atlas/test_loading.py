"""Places, themes and ladders as a desk finds them after loading."""

import pytest

from greendesk.atlas.loading import LISTED, load_atlas
from greendesk.atlas.models import Place, RankLadder, Theme
from greendesk.engines.matching.lexicon import read_lexicon

pytestmark = pytest.mark.django_db


@pytest.fixture
def atlas() -> None:
    load_atlas()


def test_loading_twice_writes_once(django_assert_max_num_queries):
    first = load_atlas()
    before = list(Place.objects.order_by("pk").values()), list(Theme.objects.order_by("pk").values())
    with django_assert_max_num_queries(14):
        second = load_atlas()

    assert first.written == first.places + first.themes + first.ladders
    assert second.written == 0
    assert before == (list(Place.objects.order_by("pk").values()), list(Theme.objects.order_by("pk").values()))


def test_a_changed_row_is_put_right_and_keeps_its_key(atlas):
    baoding = Place.objects.get(code="130600")
    Place.objects.filter(pk=baoding.pk).update(name_en="Nowhere", parent=None, lineage="/0/")

    assert load_atlas().written == 1
    again = Place.objects.get(code="130600")
    assert (again.pk, again.name_en, again.lineage) == (baoding.pk, "Baoding", baoding.lineage)


def test_a_province_holds_its_cities_and_no_others(atlas):
    hebei = Place.objects.get(scheme="gbt2260", code="130000")
    prefectures = Place.objects.within(hebei).filter(kind="prefecture")

    assert {"130600", "130800"} <= set(prefectures.values_list("code", flat=True))
    assert all(code.startswith("13") for code in Place.objects.within(hebei).values_list("code", flat=True))
    china = Place.objects.get(scheme="iso3166-1", code="CN")
    assert hebei.lineage == f"/{china.pk}/{hebei.pk}/"


def test_both_haiyans_are_found_in_either_script(atlas):
    assert {"330424", "632223"} <= set(Place.objects.named("Haiyan").values_list("code", flat=True))
    assert set(Place.objects.named("海盐").values_list("code", flat=True)) == {"330424"}
    assert set(Place.objects.named("sonderborg").values_list("code", flat=True)) == {"540"}


def test_folded_names_are_those_that_saving_makes(atlas):
    for code in ("130600", "540"):
        place = Place.objects.get(code=code)
        loaded = place.folded
        place.save()
        assert set(loaded.split(" | ")) == set(place.folded.split(" | "))


def test_the_short_list_is_offered_in_its_order(atlas):
    assert tuple(Theme.objects.listed().values_list("key", flat=True)) == LISTED
    assert all(theme.label(lang) != theme.key for theme in Theme.objects.listed() for lang in ("sv", "nl", "zh-hans"))


def test_every_concept_is_a_theme_under_its_parent(atlas):
    parents = {c.id: c.parent for c in read_lexicon().concepts}
    assert dict(Theme.objects.values_list("key", "parent__key")) == {k: p or None for k, p in parents.items()}


def test_the_party_secretary_stands_above_the_mayor(atlas):
    ranks = {str(r.title): r.rank for r in RankLadder.objects.filter(country_code="CN")}
    assert ranks["Secretary of the municipal Party committee"] < ranks["Mayor"] < ranks["Vice mayor"]
