"""Days on which things go wrong: each has a clear sentence, and a proposal where there is one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from greendesk.calendars.models import Resource
from greendesk.desks.models import Account, Desk
from greendesk.kit.facts import Quantity
from greendesk.kit.texts import Texts
from greendesk.visits import errors, services
from greendesk.visits.models import Delegation, Stop
from greendesk.visits.rules import broken_rules
from greendesk.web.desk.visits_reasons import closed_days, conflict_rows, left_out_rows
from tests.factories import PlaceFactory
from tests.factories.visits import FIRST, HOTEL, NOW, TODAY, drafted, guests, town
from tests.visits.test_programmes import at, newest, visits_of


def why(delegation: Delegation, name: str = "Heat plant") -> dict[str, Any]:
    rows = left_out_rows(newest(delegation).left_out)
    return next(row for row in rows if str(row["site"]) == name)


def test_sixty_guests_at_a_site_of_twelve_go_in_five_groups_when_the_desk_says_so(desk: Desk, officer: Account) -> None:
    sites = town(desk)
    type(sites["Heat plant"]).objects.update(max_group=12, visit_min=30)
    delegation = drafted(guests(desk, starts_on=FIRST, ends_on=FIRST, size=Quantity.parse("60")), officer)

    assert visits_of(delegation) == {}
    told = why(delegation)
    assert told["turns"] == 5
    assert "12 people at a time and there are 60 guests" in told["why"]
    services.wish_for_site(delegation, site=sites["Heat plant"], must=True, turns=5, by=officer)
    drafted(delegation, officer)
    stop = visits_of(delegation)["Heat plant"]
    assert stop.ends_at - stop.starts_at == timedelta(minutes=150)
    assert broken_rules(delegation, today=TODAY, now=NOW) == ()


def test_a_must_for_sixty_is_answered_with_the_groups_to_ask_for(desk: Desk, officer: Account) -> None:
    sites = town(desk)
    delegation = guests(desk, starts_on=FIRST, ends_on=FIRST, size=Quantity.parse("60"))
    services.wish_for_site(delegation, site=sites["Heat plant"], must=True, by=officer)
    drafted(delegation, officer)

    (row,) = conflict_rows(newest(delegation))
    assert row["items"] == ["Heat plant"]
    assert "20 people at a time" in row["text"] and "3 groups" in row["proposal"]


def test_who_lands_after_closing_time_sees_nothing_on_that_day_and_it_says_when(desk: Desk, officer: Account) -> None:
    town(desk)
    delegation = drafted(guests(desk, starts_on=FIRST, ends_on=FIRST, first_from=time(17)), officer)

    assert newest(delegation).stops.count() == 0  # no lunch either
    assert "cannot be there before 17:" in why(delegation)["why"]
    assert broken_rules(delegation, today=TODAY, now=NOW) == ()


def test_when_all_is_closed_for_golden_week_other_days_are_proposed(desk: Desk, officer: Account) -> None:
    town(desk)
    china = PlaceFactory(scheme="gb2260", code="210200", name_en="Dalian", name_local="大连市", country_code="CN")
    delegation = guests(desk, starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 7))
    for site in town_of(desk):
        site.place = china
        site.save()
    drafted(delegation, officer)

    told = closed_days(delegation, newest(delegation), NOW)
    assert told.startswith("All your sites are closed on these days (public holiday")
    assert "5 sites open" in told and told.count("2026") >= 4


def town_of(desk: Desk) -> Any:
    from greendesk.visits.sites import sites_of

    return sites_of([desk])


def test_a_must_and_a_never_contradict_each_other_in_words(desk: Desk, officer: Account) -> None:
    site = town(desk)["Heat plant"]
    delegation = drafted(guests(desk, starts_on=FIRST, ends_on=FIRST), officer)
    services.wish_for_site(delegation, site=site, must=False, by=officer)

    with pytest.raises(errors.MustIsNever, match="Heat plant"):
        services.wish_for_site(delegation, site=site, must=True, by=officer)
    with pytest.raises(errors.MustIsNever):
        services.repair_programme(delegation, kind="new_must", site=site, by=officer, at=NOW)
    services.wish_for_site(delegation, site=site, must=None, by=officer)
    services.wish_for_site(delegation, site=site, must=True, by=officer)
    with pytest.raises(errors.NeverIsMust):
        services.wish_for_site(delegation, site=site, must=False, by=officer)


def reception(delegation: Delegation, officer: Account, when: datetime, *, anyway: bool = False) -> Stop:
    return services.add_stop(
        delegation, kind="reception", starts_at=when, by=officer, today=TODAY, now=NOW, lat=HOTEL[0], lon=HOTEL[1],
        title=Texts.of("en", f"Reception {when:%H:%M}"), anyway=anyway,
    ).stop  # fmt: skip


def test_a_second_reception_at_once_is_refused_with_a_free_time(desk: Desk, officer: Account) -> None:
    town(desk)
    delegation = guests(desk, starts_on=FIRST, ends_on=FIRST)
    reception(delegation, officer, at(16), anyway=True)

    with pytest.raises(errors.RulesBroken) as refusal:
        reception(delegation, officer, at(16, 20))
    assert "Reception 16:00" in str(refusal.value) and "Reception 16:20" in str(refusal.value)
    assert "Free on that day: " in str(refusal.value)
    reception(delegation, officer, at(16, 20), anyway=True)
    drafted(delegation, officer)
    (row,) = conflict_rows(newest(delegation))
    assert sorted(row["items"]) == ["Reception 16:00", "Reception 16:20"]
    assert row["proposal"] == "Move one of them."


def test_guests_and_hosts_without_a_common_language_need_an_interpreter(desk: Desk, officer: Account) -> None:
    town(desk, languages=["da"])
    helper = Resource.objects.create(desk=desk, kind="interpreter", name="Li", languages=["zh-hans", "en"], sharing=0)
    delegation = drafted(guests(desk, starts_on=FIRST, ends_on=FIRST), officer)

    assert visits_of(delegation) == {}
    assert "Dansk" in why(delegation)["why"] and "中文" in why(delegation)["why"]
    Resource.objects.filter(pk=helper.pk).update(languages=["zh-hans", "da"])
    drafted(delegation, officer)
    assert visits_of(delegation)
    Resource.objects.filter(pk=helper.pk).update(languages=["zh-hans", "en"])
    assert any("interpreter" in rule for rule in broken_rules(delegation, today=TODAY, now=NOW))


def test_a_site_that_has_had_its_visits_of_the_month_says_so(desk: Desk, officer: Account) -> None:
    town(desk, visits_a_month=1)
    first = drafted(guests(desk, starts_on=FIRST, ends_on=FIRST), officer)
    week_on = FIRST + timedelta(days=7)
    second = drafted(guests(desk, starts_on=week_on, ends_on=week_on), officer)

    assert visits_of(first) and not set(visits_of(first)) & set(visits_of(second))
    taken = next(iter(visits_of(first)))
    assert "receives 1 delegations a month" in why(second, taken)["why"]


def test_a_departure_ends_the_last_day_early(desk: Desk, officer: Account) -> None:
    town(desk)
    delegation = drafted(guests(desk, starts_on=FIRST, ends_on=FIRST, last_until=time(12)), officer)

    ends = [stop.ends_at.astimezone(ZoneInfo("Europe/Copenhagen")).hour for stop in newest(delegation).stops.all()]
    assert ends and max(ends) < 12
