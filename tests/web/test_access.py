"""Access points: who opens which door, who says so, what it brought; cut by level, and forgetting whoever is erased."""

from __future__ import annotations

import pytest
from django.urls import reverse

from greendesk.catalogue.services import note_client
from greendesk.desks.models import Level
from greendesk.directory.services import erase_person
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.projects import errors
from greendesk.projects.access import change_access, note_access, note_gain
from greendesk.projects.models import AccessPoint, Gain
from greendesk.projects.services import start_project
from tests.factories import AgreementFactory, CompanyFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def en(text):
    return Texts.of("en", text)


@pytest.fixture
def door(desk, officer):
    return note_access(
        desk=desk, name=en("Foreign affairs office"), agreement=AgreementFactory(desk=desk), by=officer,
        organisation=OrganisationFactory(desk=desk, name="HIDDEN office", sharing=Level.EXISTENCE),
        source="SECRET source", text=en("By a letter of the governor"),
    )  # fmt: skip


def test_a_door_is_noted_changed_gone_through_and_a_mistake_taken_away(officer_client, officer, desk):
    project = start_project(desk=desk, name=en("Clean air"), by=officer)
    new = reverse("web:access-point-new")
    bare = {"name": "Ecology bureau", "source": "the deputy", "sharing": Level.EXISTENCE}
    refused = officer_client.post(new, bare)
    assert refused.status_code == 422 and "opens this door" in refused.content.decode()
    assert officer_client.get(f"{new}?project={project.pk}").context["form"].initial == {"project": str(project.pk)}
    officer_client.post(new, bare | {"project": project.pk})
    door = AccessPoint.objects.get()
    edit = reverse("web:access-point-edit", args=[door.pk])
    form = officer_client.get(edit).context["form"]
    assert (form.initial["project"], form.initial["revision"]) == (project.pk, 1)
    officer_client.post(
        edit, bare | {"name": "Bureau of ecology", "project": project.pk, "revision": 1, "since": "2014"}
    )
    officer_client.post(reverse("web:access-gain", args=[door.pk]), {"text": "A hearing", "on": "2015"})
    page = officer_client.get(reverse("web:access-point", args=[door.pk])).content.decode()
    assert all(part in page for part in ("Bureau of ecology", "Clean air", "the deputy", "A hearing", "2015"))
    assert "Bureau of ecology" in officer_client.get(reverse("web:project", args=[project.pk])).content.decode()
    assert officer_client.post(reverse("web:access-gain", args=[door.pk]), {"text": ""}).status_code == 422
    officer_client.post(reverse("web:access-gain-drop", args=[Gain.objects.get().pk]))
    assert not Gain.objects.exists()


def test_doors_are_searched_and_firms_open_them_too(officer_client, officer, desk, door):
    firm, client = CompanyFactory(desk=desk), OrganisationFactory(desk=desk, name="Waterworks")
    note_client(firm, client=client, by=officer, source="the firm")
    page = reverse("web:access-points")
    rows = lambda ask: [row["shown"].pk for row in officer_client.get(page, {"q": ask}).context["rows"]]  # noqa: E731
    assert (rows("affairs"), rows("nothing such")) == ([door.pk], [])
    assert [row.client for row in officer_client.get(page).context["clients"]] == [client]


@pytest.mark.parametrize(
    ("level", "sees", "not_seen"),
    [
        (Level.EXISTENCE, (), ("Foreign affairs", "governor", "HIDDEN", "SECRET", "A hearing")),
        (Level.SUMMARY, ("Foreign affairs", "governor"), ("HIDDEN", "SECRET", "A hearing")),
        (Level.FULL, ("Foreign affairs", "governor", "SECRET", "A hearing"), ("HIDDEN", "KEPT")),
    ],
)
def test_others_see_what_the_level_lets_through(stranger_client, officer, desk, door, level, sees, not_seen):
    kept = OrganisationFactory(desk=desk, name="KEPT", sharing=Level.PRIVATE)
    note_gain(door, text=en("A hearing"), contact=kept, by=officer)
    AccessPoint.objects.update(sharing=level)
    page = stranger_client.get(reverse("web:access-point", args=[door.pk])).content.decode()
    assert all(part in page for part in sees) and not any(part in page for part in not_seen)
    listed = stranger_client.get(reverse("web:access-points")).content.decode()
    assert ("Foreign affairs" in listed) == (level >= Level.SUMMARY) and "HIDDEN" not in listed
    for name in ("access-point-edit", "access-gain"):
        assert stranger_client.post(reverse(f"web:{name}", args=[door.pk]), {"text": "x"}).status_code == 404


def test_nobody_is_told_of_a_private_door(stranger_client, door):
    AccessPoint.objects.update(sharing=Level.PRIVATE)
    assert stranger_client.get(reverse("web:access-point", args=[door.pk])).status_code == 404
    assert stranger_client.get(reverse("web:access-points")).context["rows"] == []


def test_a_door_needs_a_name_a_source_and_an_opener_of_ours(officer, stranger, desk, door):
    agreement = AgreementFactory(desk=desk)
    facts = {"desk": desk, "name": en("Office"), "source": "minutes", "agreement": agreement, "by": officer}
    for missing, refusal in (
        ({"name": Texts()}, errors.NeedsDoor), ({"source": " "}, errors.NeedsSource),
        ({"agreement": None}, errors.NeedsOpener), ({"agreement": AgreementFactory()}, NotYours),
        ({"by": stranger}, NotYours),
    ):  # fmt: skip
        with pytest.raises(refusal):
            note_access(**facts | missing)
    with pytest.raises(errors.NeedsOpener):
        change_access(door, by=officer, revision=1, agreement=None)
    with pytest.raises(errors.NeedsGain):
        note_gain(door, text=Texts(), by=officer)


def test_whoever_is_erased_is_no_longer_named_at_the_door(officer, desk, door):
    person = PersonFactory(desk=desk, given="Karin", family="Canary")
    change_access(door, by=officer, revision=1, person=person, text=en("Karin Canary knows the way"))
    note_gain(door, text=en("Karin Canary was heard"), by=officer)
    erase_person(person, by=officer)
    door.refresh_from_db()
    assert door.person is None
    assert "Canary" not in str(door.text) + str(Gain.objects.get())


@pytest.mark.parametrize("count", [1, 4])
def test_doors_cost_the_same_for_one_and_for_four(officer_client, officer, desk, count, django_assert_max_num_queries):
    agreement = AgreementFactory(desk=desk)
    for number in range(count):
        row = note_access(desk=desk, name=en(f"Door {number}"), agreement=agreement, source="minutes", by=officer)
        for _ in range(count):
            note_gain(row, text=en("A hearing"), contact=OrganisationFactory(desk=desk), by=officer)
    with django_assert_max_num_queries(10):
        officer_client.get(reverse("web:access-points"))
    with django_assert_max_num_queries(17):
        officer_client.get(reverse("web:access-point", args=[row.pk]))
