"""Minutes on the road: a table service in OSRM's manner on this machine, water in between, and the desk's own word."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from greendesk.adapters import travel
from greendesk.desks.models import Account, Desk
from greendesk.engines.programme import UNREACHABLE, Place
from greendesk.visits import services
from greendesk.visits.models import Delegation
from tests.factories import SiteFactory, ThemeFactory
from tests.factories.visits import FIRST, NOW, TODAY, drafted, guests, town
from tests.visits.test_programmes import newest, visits_of

ODENSE, SLAGELSE, MALMO, COPENHAGEN = (55.40, 10.39), (55.40, 11.35), (55.60, 13.00), (55.68, 12.57)


class TableService(BaseHTTPRequestHandler):
    """Answers 600 seconds for every pair of different places, null for the third one, and counts the questions."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        path, _mark, query = self.path.partition("?")
        count = len(path.rsplit("/", 1)[1].split(";"))
        wanted = dict(part.split("=") for part in query.split("&"))
        every = ";".join(map(str, range(count)))
        here, there = (wanted.get(key, every).split(";") for key in ("sources", "destinations"))
        body: dict[str, Any] = {
            "code": "Ok", "durations": [[0 if a == b else None if "2" in (a, b) else 600.4 for b in there] for a in here],
        }  # fmt: skip
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_args: Any) -> None:
        """Tests stay quiet."""


@pytest.fixture
def service(settings: Any) -> Iterator[str]:
    cache.clear()
    TableService.asked = []
    server = HTTPServer(("127.0.0.1", 0), TableService)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.TRAVEL_URL = f"http://127.0.0.1:{server.server_port}/"
    yield settings.TRAVEL_URL
    server.shutdown()
    server.server_close()
    cache.clear()


def test_a_table_service_is_asked_once_and_named_beside_the_minutes(service: str) -> None:
    spots = [ODENSE, (55.41, 10.42), (55.45, 10.60)]
    for _time in range(2):
        roads = travel.travel_between(spots)
        first, second = sorted(spots)[:2]
        assert roads.minutes(Place("a", first), Place("b", second)) == (10 + 5, "road service")
        assert roads.minutes(Place("a", first), Place("c", sorted(spots)[2]))[1] == "great circle"  # it knows no way
        assert roads.minutes(Place("a", first), Place("a2", first)) == (0, "same place")
    assert len(TableService.asked) == 1
    assert TableService.asked[0].startswith("/table/v1/driving/")


def test_many_places_are_asked_in_blocks(service: str) -> None:
    spots = [(55 + n / 100, 10.0) for n in range(45)]
    roads = travel.travel_between(spots)

    assert len(TableService.asked) == 4
    assert roads.minutes(Place("a", spots[0]), Place("b", spots[44]))[1] == "road service"


def test_a_silent_service_costs_one_try_and_the_great_circle_speaks(settings: Any, caplog: Any) -> None:
    cache.clear()
    settings.TRAVEL_URL = "http://127.0.0.1:9"
    for _time in range(2):
        minutes, source = travel.travel_between([ODENSE, (55.41, 10.45)]).minutes(
            Place("a", ODENSE), Place("b", (55.41, 10.45))
        )
        assert (minutes > 0, source) == (True, "great circle")
    assert [record.message for record in caplog.records].count("travel.service_silent") == 1
    cache.clear()


def test_belts_and_sounds_lead_over_their_bridges_and_islands_have_none() -> None:
    ground = travel.travel_between([])

    over_belt, source = ground.minutes(Place("a", ODENSE), Place("b", SLAGELSE))
    assert (source, 60 < over_belt < 120) == ("barrier: Storebælt", True)
    assert ground.minutes(Place("a", COPENHAGEN), Place("b", MALMO))[1] == "barrier: Öresund"
    assert ground.minutes(Place("a", COPENHAGEN), Place("b", (55.10, 14.70))) == (UNREACHABLE, "barrier: Bornholm")
    assert ground.minutes(Place("a", (55.10, 14.70)), Place("b", (55.15, 14.90)))[1] == "great circle"


def test_an_installation_has_barriers_of_its_own_and_a_broken_file_is_named(tmp_path: Path, settings: Any) -> None:
    own = tmp_path / "water.json"
    own.write_text(json.dumps([{"name": "Moat", "line": [[55.0, 10.5], [56.0, 10.5]], "minutes": 99}]))
    settings.BARRIERS_FILE = str(own)
    assert travel.travel_between([]).minutes(Place("a", ODENSE), Place("b", SLAGELSE))[1] == "barrier: Moat"
    broken = tmp_path / "broken.json"
    broken.write_text("[{}]")
    settings.BARRIERS_FILE = str(broken)
    with pytest.raises(ImproperlyConfigured, match=r"broken\.json"):
        travel.travel_between([])


@pytest.mark.django_db
def test_an_island_without_a_bridge_is_left_out_until_the_desk_says_how_long_the_ferry_takes(
    desk: Desk, officer: Account
) -> None:
    sites = town(desk)
    island = SiteFactory(desk=desk, lat=55.10, lon=14.70, place=sites["Heat plant"].place, visit_min=60)
    island.themes.add(ThemeFactory(key="district-heating"))
    delegation: Delegation = drafted(
        guests(desk, starts_on=FIRST, ends_on=FIRST, day_from="06:00", day_until="22:00"), officer
    )

    def row() -> dict[str, Any] | None:
        return next((one for one in newest(delegation).left_out if one["site"] == island.pk), None)

    left = row()
    assert left is not None and left["rule"] == "no_way"
    hotel = f"hotel:delegation:{delegation.pk}"
    services.say_minutes(
        delegation, origin=hotel, target=f"site:{island.pk}", minutes=150, by=officer, today=TODAY, now=NOW
    )
    services.wish_for_site(delegation, site=island, must=True, by=officer)
    drafted(delegation, officer)
    stop = visits_of(delegation)[str(island)]
    assert row() is None
    assert stop.travel_source == "override"


@pytest.mark.django_db
def test_every_leg_of_a_programme_names_the_road_service(service: str, desk: Desk, officer: Account) -> None:
    town(desk)
    delegation = drafted(guests(desk, starts_on=FIRST, ends_on=FIRST), officer)
    sources = {stop.travel_source for stop in newest(delegation).stops.all()}

    assert "road service" in sources and sources <= {"road service", "same place", "great circle"}
