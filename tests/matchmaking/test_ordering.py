"""The order of a list: variety and fair turns, inside bands, and never above somebody clearly better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from greendesk.engines.matching import BANDS, band_of
from greendesk.matchmaking import services, wording
from greendesk.matchmaking.models import Suggestion
from greendesk.matchmaking.ordering import Exposure, exposure_of, in_fair_order
from tests.factories import PlaceFactory
from tests.factories.matchmaking import biogas_company, food_waste_need

TODAY = date(2026, 3, 2)
CLEARLY = 0.12


@dataclass(frozen=True, slots=True)
class Offered:
    key: str
    score: float
    firms: frozenset[int]
    country: str

    @property
    def band(self) -> str:
        return band_of(self.score)


offered = st.builds(
    Offered, st.integers(0, 9).map("company:{}".format), st.floats(0.2, 1.0), st.frozensets(st.integers(0, 3), max_size=1),
    st.sampled_from(["SE", "DK", "NL", ""]),
)  # fmt: skip
lists = st.lists(offered, max_size=12).map(lambda rows: sorted(rows, key=lambda row: -row.score))
exposures = st.dictionaries(st.integers(0, 9).map("company:{}".format), st.integers(0, 50))


@given(lists, exposures)
def test_nobody_stands_above_a_clearly_better_one_and_bands_are_never_crossed(lines, seen):
    placed = [lines[each.line] for each in in_fair_order(lines, seen)]

    assert sorted(map(id, placed)) == sorted(map(id, lines))
    bands = [BANDS.index(line.band) for line in placed]
    assert bands == sorted(bands)
    for place, line in enumerate(placed):
        assert all(later.score - line.score <= CLEARLY + 1e-9 for later in placed[place + 1 :])


def alike(count: int, country: str, *, best: float, first: int = 0) -> list[Offered]:
    return [Offered(f"company:{first + n}", best - n / 200, frozenset([first + n]), country) for n in range(count)]


def test_five_of_one_country_make_room_for_another_of_like_worth():
    lines = [*alike(6, "SE", best=0.80), *alike(2, "DK", best=0.77, first=20)]

    first = [lines[each.line].country for each in in_fair_order(lines, {})][:5]

    assert first.count("DK") >= 1
    assert {each.pushed for each in in_fair_order(lines, {})} == {"", "alike"}


def test_a_firm_and_its_own_plant_do_not_stand_together_where_others_are_as_good():
    lines = [
        Offered("company:1", 0.80, frozenset([1]), "SE"), Offered("site:9", 0.79, frozenset([1]), "SE"),
        Offered("company:2", 0.76, frozenset([2]), "SE"),
    ]  # fmt: skip

    assert [lines[each.line].key for each in in_fair_order(lines, {})] == ["company:1", "company:2", "site:9"]


def test_who_was_in_sight_often_gives_way_within_the_band():
    lines = [Offered("company:1", 0.75, frozenset([1]), "SE"), Offered("company:2", 0.73, frozenset([2]), "DK")]

    placed = in_fair_order(lines, {"company:1": 30})

    assert [each.line for each in placed] == [1, 0]
    assert placed[1].pushed == "seen"
    weaker = [lines[0], Offered("company:2", 0.69, frozenset([2]), "DK")]
    assert [each.line for each in in_fair_order(weaker, {"company:1": 30})] == [0, 1]


def test_a_need_does_not_count_against_its_own_answers():
    seen = Exposure()
    seen.add(1, ["company:1", "company:2"])
    seen.add(2, ["company:1"])

    assert (dict(seen.but(1)), dict(seen.counts)) == ({"company:1": 1}, {"company:1": 2, "company:2": 1})


def test_the_product_lists_with_variety_says_so_and_ends_in_the_same_order_twice(desk):
    sweden, denmark = PlaceFactory(country_code="SE"), PlaceFactory(country_code="DK")
    firms = [biogas_company(desk) for _n in range(4)]
    for firm, place in zip(firms, [sweden, sweden, sweden, denmark], strict=True):
        firm.place = place
        firm.save()
    needs = [food_waste_need(desk), food_waste_need(desk)]

    services.refresh_all(on=TODAY)
    once = [list(need.suggestions.order_by("rank").values_list("company", flat=True)) for need in needs]
    services.refresh_all(on=TODAY)
    services.refresh_all(on=TODAY)
    twice = [list(need.suggestions.order_by("rank").values_list("company", flat=True)) for need in needs]

    assert once == twice
    assert once[0][1] == firms[3].pk, "the second line is from the other country"
    lowered = [row for row in Suggestion.objects.filter(challenge=needs[0]) if row.reasons.get("pushed")]
    assert lowered
    assert any("country" in line.text for line in wording.missing(lowered[0].reasons, {}))


def test_exposure_counts_the_first_five_of_the_desks_own_matched_needs(desk):
    for _n in range(6):
        biogas_company(desk)
    services.suggest_matches(food_waste_need(desk), on=TODAY)

    found = exposure_of(desk.pk, timezone.localdate())
    assert sum(found.counts.values()) == 5
    assert exposure_of(desk.pk + 1, timezone.localdate()).counts == {}
