"""The demonstration in the database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from greendesk.agreements.models import Agreement, AgreementEvent
from greendesk.atlas.models import Place
from greendesk.calendars.models import Resource
from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks.models import Account, LogEntry
from greendesk.desks.sharing import DeskOwned, desk_owned_models
from greendesk.directory.models import Organisation, Person
from greendesk.effects.models import EffectClaim, Observation
from greendesk.kit.facts import PartialDateField, QuantityField
from greendesk.matchmaking.models import Challenge
from greendesk.missions.models import Mission
from greendesk.projects.models import Project
from greendesk.visits.models import Delegation, VisitRequest
from greendesk.web.demo import reading
from greendesk.web.demo.kinds import KINDS
from greendesk.web.demo.loading import load_demonstration, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for all tests of this module; each of them rolls back what it does."""
    with django_db_blocker.unblock():
        load_demonstration()
        yield
        call_command("flush", interactive=False, verbosity=0)


def everything() -> dict[str, list[dict[str, object]]]:
    rooms = {model for kind in KINDS for model in [kind.model]} | set(desk_owned_models())
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in rooms}


def links() -> dict[str, int]:
    throughs = {f.remote_field.through for model in apps.get_models() for f in model._meta.many_to_many}
    return {through._meta.label: through._default_manager.count() for through in throughs}


def test_loading_twice_changes_nothing(demonstration):
    before, linked, log = everything(), links(), LogEntry.objects.count()
    outcome = load_demonstration(today=date.today() + timedelta(days=3))

    assert outcome.written == 0
    assert (everything(), links(), LogEntry.objects.count()) == (before, linked, log)


def test_what_a_desk_changed_stays_and_what_the_file_changed_follows(demonstration, tmp_path):
    Organisation.objects.filter(name="ProjectZero").update(name="ProjectZero A/S")
    files = tmp_path / "demo"
    shutil.copytree(reading.folder(), files)
    path = files / "projects.json"
    path.write_text(path.read_text(encoding="utf-8").replace("882000.00", "882001.00"), encoding="utf-8")
    before = Project.objects.count()
    outcome = load_demonstration(where=files)

    assert outcome.written == 1
    assert Project.objects.count() == before
    assert str(loaded("projects")["clean-china-desk"].budget) == "882001.00"
    assert Organisation.objects.filter(name="ProjectZero A/S").count() == 1


def test_every_record_satisfies_its_model(demonstration):
    for model in desk_owned_models():
        parsed = [f.name for f in model._meta.fields if isinstance(f, PartialDateField | QuantityField)]  # by reading
        for row in model._default_manager.all():
            row.full_clean(exclude=parsed, validate_unique=False)


def test_nobody_real_is_without_source_and_nothing_invented_claims_one(demonstration):
    for model in desk_owned_models():
        for row in model._default_manager.all():
            assert isinstance(row, DeskOwned)
            assert row.source, f"{model.__name__} {row}"
            assert row.is_invented == (row.source == reading.INVENTED), f"{model.__name__} {row}"


@pytest.mark.parametrize(
    ("code", "owners"),
    [
        ("130000", {"sonderborg", "vlaams-brabant"}),
        ("510100", {"clean", "vlaams-brabant"}),
        ("420000", {"dalarna"}),
    ],
)
def test_who_has_something_there(demonstration, code, owners):
    place = Place.objects.get(scheme="gbt2260", code=code)
    found = set(Agreement.objects.with_place(place).values_list("desk__key", flat=True))
    found |= set(
        Delegation.objects.filter(place__lineage__startswith=place.lineage).values_list("desk__key", flat=True)
    )
    assert found == owners


def test_hubei_knows_the_region_and_the_town(demonstration):
    hubei = Place.objects.get(scheme="gbt2260", code="420000")
    homes = Agreement.objects.with_place(hubei).values_list("home_place__code", flat=True)
    assert set(homes) == {"SE312", "2081"}


def test_disagreeing_sources_are_all_kept_and_one_is_shown(demonstration):
    baoding = loaded("agreements")["sonderborg-baoding"]
    signed = AgreementEvent.objects.filter(agreement=baoding, kind="signed")
    assert {(str(e.when.written()), e.is_shown) for e in signed} == {("2011", True), ("2012-04", False)}
    assert all(e.source for e in signed)
    assert baoding.state == "in_force"


def test_uncertain_facts_stay_uncertain(demonstration):
    mission, desk_project = Mission.objects.get(), loaded("projects")["clean-china-desk"]
    assert mission.period.written() == "XXXX-09-24/XXXX-09-27"
    assert mission.cohort_size.written() == "~15"
    assert desk_project.currency == ""
    assert desk_project.period.written() == "2016-03-31/2020-03-29"
    assert loaded("events")["sector-event"].when.written() == "XXXX-02 early"
    assert loaded("agreements")["sonderborg-haiyan"].place.code == "330424"


def test_traps_stand_beside_the_figures(demonstration):
    assert Observation.objects.filter(is_break=True).get().value.written() == "151000"
    revenue = Observation.objects.get(value="13000000000")
    assert not revenue.indicator.is_own_effect
    assert revenue.trap
    claim = EffectClaim.objects.get(amount=65_000_000)
    assert (claim.grade, claim.currency) == ("announced", "SEK")


def test_what_must_lie_ahead_lies_ahead(demonstration):
    today = timezone.localdate()
    request = loaded("visit_requests")["baoding-heat-visit"]
    assert 9 <= (request.starts_on - today).days <= 30
    assert (request.ends_on - request.starts_on).days == 1
    assert not Challenge.objects.filter(ends_on__lte=today).exists()
    assert Mission.objects.get().starts_on > today


def test_six_people_to_be_can_sign_in_by_choosing_only(demonstration):
    people = Account.objects.exclude(demo_role="")
    assert set(people.values_list("demo_role", flat=True)) == {
        "officer", "municipal", "export", "owner", "host", "evaluator",
    }  # fmt: skip
    assert not any(account.has_usable_password() for account in Account.objects.all())
    assert people.get(demo_role="owner").representations.get().organisation.place.code == "130600"
    assert all(account.email.endswith("@example.org") for account in Account.objects.all())


def test_keys_give_rows_in_the_order_of_the_file(demonstration):
    keys = [record["key"] for record in reading.read("companies", reading.folder())]
    rows = loaded("companies")
    assert list(rows) == keys
    assert isinstance(rows["extuna"], Company)
    assert rows["extuna"].organisation.name == "Extuna Produktion AB"


def test_sites_and_members_are_ready_for_a_programme(demonstration):
    assert not ReferenceSite.objects.filter(lat=None).exists()
    assert ReferenceSite.objects.filter(desk__key="sonderborg", is_abroad=False).exclude(opening={}).count() == 13
    interpreters = Resource.objects.filter(kind="interpreter", desk__key="sonderborg")
    assert sum("zh-hans" in interpreter.languages for interpreter in interpreters) == 2
    guests = Person.objects.filter(organisation__name__startswith="Baoding Xugou").exclude(han="")
    assert guests.count() == VisitRequest.objects.get(place__code="130600").size
