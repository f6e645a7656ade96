"""The API: the same wall, the same verbs, one form of refusal."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client, RequestFactory

from greendesk.agreements.models import Agreement
from greendesk.api import access
from greendesk.api.records import KINDS
from greendesk.desks.models import ApiToken, Level
from greendesk.desks.tokens import revoke_token
from greendesk.directory.models import Organisation
from greendesk.effects.models import Indicator
from greendesk.followups.models import Lead
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Challenge, Interest
from greendesk.projects.services import start_project
from tests.api.conftest import Program
from tests.factories import (
    AgreementFactory,
    ChallengeFactory,
    CompanyFactory,
    DeskFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    SolutionFactory,
    ThemeFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db


def test_a_key_is_kept_as_a_hash_and_may_be_revoked(ours, officer):
    assert ours.plain not in str(list(ApiToken.objects.values()))
    assert ours.get("desks").status_code == 200
    from django.utils import timezone

    revoke_token(ours.token, by=officer, at=timezone.now())
    assert ours.get("desks").status_code == 401
    assert ours.get("desks").json()["code"] == "not_signed_in"


def test_without_a_key_or_a_session_there_is_nothing(db):
    for path in ("agreements", "people", "search?q=a", "desks"):
        assert Client().get(f"/api/{path}").status_code == 401
        assert Client(headers={"Authorization": "Bearer gd_guess"}).get(f"/api/{path}").status_code == 401


def test_a_session_writes_only_with_the_token_against_forgery(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="greendesk.desks.signin.AccountBackend")
    assert client.get("/api/agreements").status_code == 200
    reply = client.post("/api/organisations", json.dumps({"name": "X"}), content_type="application/json")
    assert reply.status_code == 403
    assert Organisation.objects.count() == 0


def test_every_kind_is_listed_and_found(ours, desk):
    organisation = OrganisationFactory(desk=desk, name="Nordvand")
    company = CompanyFactory(desk=desk, organisation=organisation)
    SolutionFactory(desk=desk, companies=[company])
    for kind in KINDS:
        assert ours.get(kind).status_code == 200, kind
    page = ours.get("companies").json()
    assert (page["count"], page["items"][0]["title"]) == (1, "Nordvand")
    assert page["items"][0]["facts"]["organisation"]["id"] == organisation.pk
    assert ours.get("organisations", q="nordvand").json()["count"] == 1
    assert ours.get("organisations", q="other").json()["count"] == 0


def test_lists_are_filtered_by_place_theme_and_desk(ours, desk, stranger):
    hebei = PlaceFactory(code="130000", kind="province")
    theme = ThemeFactory(key="water")
    inside = AgreementFactory(desk=desk, place=PlaceFactory(parent=hebei))
    inside.themes.add(theme)
    AgreementFactory(desk=stranger.desk)
    assert ours.get("agreements").json()["count"] == 2
    for ask in ({"place": "130000"}, {"theme": "water"}, {"desk": desk.key}, {"ours": True}):
        assert [item["id"] for item in ours.get("agreements", **ask).json()["items"]] == [inside.pk]
    assert ours.get("agreements", limit=1, offset=1).json()["items"][0]["id"] != inside.pk


def test_other_desks_get_what_the_level_lets_through(theirs, ours, desk):
    place = PlaceFactory(code="130600")
    row = AgreementFactory(
        desk=desk,
        place=place,
        title=Texts.of("en", "CANARY title"),
        aim=Texts.of("en", "CANARY aim"),
        source="CANARY source",
        sharing=Level.EXISTENCE,
    )
    seen = theirs.get(f"agreements/{row.pk}").json()
    assert (seen["level"], seen["facts"]["place"]["code"]) == (10, "130600")
    assert "CANARY" not in json.dumps(seen)
    assert "CANARY" not in theirs.get("search", q="canary").content.decode()
    Agreement.objects.update(sharing=Level.SUMMARY)
    seen = json.dumps(theirs.get(f"agreements/{row.pk}").json())
    assert "CANARY title" in seen
    assert "CANARY source" not in seen
    Agreement.objects.update(sharing=Level.PRIVATE)
    assert theirs.get(f"agreements/{row.pk}").status_code == 404
    assert theirs.get("agreements").json() == {"count": 0, "items": []}
    assert "CANARY source" in json.dumps(ours.get(f"agreements/{row.pk}").json())


def test_a_reference_does_not_name_what_is_private(theirs, desk):
    hidden = CompanyFactory(
        desk=desk, organisation=OrganisationFactory(desk=desk, name="HIDDEN"), sharing=Level.PRIVATE
    )
    SolutionFactory(desk=desk, companies=[hidden], sharing=Level.SUMMARY)
    assert "HIDDEN" not in theirs.get("solutions").content.decode()


def test_people_and_contacts_are_for_those_who_work_with_them(ours, desk):
    organisation = OrganisationFactory(desk=desk, phone="5550199")
    PersonFactory(desk=desk, family="CANARY", organisation=organisation)
    assert "CANARY" in ours.get("people").content.decode()
    assert "5550199" in ours.get("organisations").content.decode()
    evaluator = Program(officer_of(desk, "evaluator"))
    assert "CANARY" not in evaluator.get("people").content.decode()
    assert "5550199" not in evaluator.get("organisations").content.decode()


def test_an_agreement_is_registered_signed_and_planned(ours, desk):
    PlaceFactory(code="130600")
    ThemeFactory(key="water")
    made = ours.post(
        "agreements", title={"en": "Friendship", "zh-hans": "友好"}, place="130600", kind="sister", themes=["water"]
    )
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["facts"]["title"]["zh-hans"]["text"] == "友好"
    signed = ours.post(f"agreements/{pk}/events", kind="signed", when="27.5.2011", source="minutes")
    assert signed.status_code == 201
    assert ours.post(f"agreements/{pk}/actions", text={"en": "Write"}, owner="Karin").status_code == 201
    row = Agreement.objects.get()
    assert (row.desk, row.state, row.actions.count()) == (desk, "in_force", 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": "000"}, "place"),
        ({"kind": "nonsense"}, "kind"),
        ({"themes": ["none"]}, "themes"),
        ({"since": "soon"}, "since"),
        ({"title": None}, "body.title"),
    ],
)
def test_a_refusal_has_a_code_a_sentence_and_a_field(ours, change, field):
    PlaceFactory(code="130600")
    reply = ours.post("agreements", **{"title": {"en": "A"}, "place": "130600"} | change)
    assert reply.status_code == 422
    assert reply.json()["field"] == field
    assert reply.json()["code"]
    assert reply.json()["message"]
    assert Agreement.objects.count() == 0


def test_a_stranger_changes_nothing(theirs, desk):
    row = AgreementFactory(desk=desk, sharing=Level.FULL)
    assert theirs.post(f"agreements/{row.pk}/events", kind="signed", source="x").status_code == 404
    one, two = OrganisationFactory(desk=desk, sharing=Level.FULL), OrganisationFactory(desk=desk, sharing=Level.FULL)
    assert theirs.post("organisations/merge", keep=one.pk, gone=two.pk).status_code == 404
    company = CompanyFactory(desk=desk, sharing=Level.FULL)
    assert theirs.post(f"companies/{company.pk}/interest", answer="now").status_code == 403
    assert Organisation.objects.filter(pk__in=[one.pk, two.pk]).count() == 2


def test_those_who_only_look_write_nothing(desk):
    evaluator = Program(officer_of(desk, "evaluator"))
    PlaceFactory(code="130600")
    reply = evaluator.post("agreements", title={"en": "A"}, place="130600")
    assert (reply.status_code, reply.json()["code"]) == (403, "not_yours")


def test_needs_interest_leads_and_effects(ours, desk):
    company = CompanyFactory(desk=desk)
    ThemeFactory(key="water")
    assert (
        ours.post("challenges", title={"en": "Water"}, text={"en": "Clean it"}, ends_on=date(2099, 1, 1)).status_code
        == 201
    )
    assert ours.post(f"companies/{company.pk}/interest", answer="now", themes=["water"]).status_code == 201
    assert ours.post(f"companies/{company.pk}/fit", theme="water", score=3).status_code == 204
    lead = ours.post("leads", title={"en": "Filters"}, owner=company.pk, origin_note="by telephone").json()["id"]
    assert ours.post(f"leads/{lead}/steps", stage="papers").status_code in (200, 422)
    assert ours.post(f"leads/{lead}/loss", barrier="nonsense").json()["field"] == "barrier"
    made = ours.post("effects", title={"en": "Sold"}, kind="sale", source="letter", lead=lead, amount="100.00")
    assert made.status_code == 201
    assert made.json()["facts"]["currency"] == ""
    assert (Challenge.objects.count(), Interest.objects.count(), Lead.objects.count()) == (1, 1, 1)


def test_merging_is_previewed_done_and_undone(ours, desk):
    keep = OrganisationFactory(desk=desk, name="Nordvand A/S", phone="1")
    gone = OrganisationFactory(desk=desk, name="Nordvand", phone="2")
    ChallengeFactory(desk=desk, owner=gone)
    preview = ours.post("organisations/merge/preview", keep=keep.pk, gone=gone.pk).json()
    assert [d["name"] for d in preview["differences"]] == ["name", "phone"]
    assert Organisation.objects.count() == 2
    merged = ours.post("organisations/merge", keep=keep.pk, gone=gone.pk, take=["phone"]).json()
    assert merged["record"]["facts"]["phone"] == "2"
    assert Challenge.objects.get().owner_id == keep.pk
    assert ours.post(f"merges/{merged['undo']}/undo").status_code == 200
    assert Challenge.objects.get().owner_id == gone.pk
    assert ours.post(f"merges/{merged['undo']}/undo").json()["code"] == "directory.nothing_to_undo"


def test_too_many_requests_are_slowed_down(ours, monkeypatch):
    monkeypatch.setattr(access.THROTTLE[0], "limit", 2)
    assert [ours.get("desks").status_code for _n in range(3)] == [200, 200, 429]
    assert ours.get("desks").headers["Retry-After"] == "60"


def test_every_web_process_counts_the_same_requests(officer):
    request = RequestFactory().get("/api/desks")
    request.auth = officer
    one, other = access.PerAccount(2), access.PerAccount(2)  # as two processes have them
    assert [each.allow_request(request) for each in (one, other, one, other)] == [True, True, False, False]
    request.auth = None
    assert one.allow_request(request)  # others are counted by where they come from
    assert [access.PerAddress(1).allow_request(request) for _process in range(2)] == [True, False]


@pytest.mark.parametrize("count", [1, 4])
def test_a_list_costs_the_same_for_one_and_for_four(ours, desk, count, django_assert_max_num_queries):
    for _number in range(count):
        row = AgreementFactory(desk=desk)
        row.themes.add(ThemeFactory())
    ours.get("desks")  # the first request of a minute begins its count
    with django_assert_max_num_queries(9):
        ours.get("agreements")


def test_the_description_is_openapi_3_1_and_names_every_operation(officer_client):
    described = officer_client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    operations = [op["operationId"] for path in described["paths"].values() for op in path.values()]
    assert len(operations) == len(set(operations))
    assert {"list_agreements", "merge_organisations", "declare_interest", "search"} <= set(operations)
    page = officer_client.get("/api/docs").content.decode()
    assert "https://cdn" not in page
    assert "<script>" not in page


def test_keys_are_made_on_a_page_and_shown_once(officer_client, stranger_client):
    page = officer_client.post("/our-desk/tokens/", {"name": "Sheet"}).content.decode()
    plain = page.split("<code>")[1].split("</code>")[0]
    assert Client(headers={"Authorization": f"Bearer {plain}"}).get("/api/desks").status_code == 200
    assert plain not in officer_client.get("/our-desk/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert stranger_client.post(f"/our-desk/tokens/{token.pk}/revoke/").status_code == 404
    officer_client.post(f"/our-desk/tokens/{token.pk}/revoke/")
    assert Client(headers={"Authorization": f"Bearer {plain}"}).get("/api/desks").status_code == 401


def test_a_membership_is_noted_read_and_ended(ours, theirs, desk):
    network, member = (OrganisationFactory(desk=desk, name=name, sharing=Level.SUMMARY) for name in ("CLEAN", "Town"))
    body = {"member": member.pk, "level": {"da": "kernemedlem"}, "begins": "2014"}
    assert theirs.post(f"organisations/{network.pk}/members", **body).status_code == 404
    made = ours.post(f"organisations/{network.pk}/members", **body).json()
    assert (made["kind"], made["facts"]["member"]["id"]) == ("directory.networkmembership", member.pk)
    assert ours.post(f"memberships/{made['id']}/end", ends="2012").json()["code"] == "directory.ends_before_it_begins"
    ended = ours.post(f"memberships/{made['id']}/end", ends="2020").json()
    assert (ended["facts"]["begins"], ended["facts"]["ends"]) == ("2014", "2020")
    assert theirs.get(f"memberships/{made['id']}").status_code == 404


def test_a_political_sponsor_is_named_and_kept_from_those_who_may_not_know_them(ours, theirs, desk):
    agreement, person = AgreementFactory(desk=desk, sharing=Level.FULL), PersonFactory(desk=desk)
    body = {"person": person.pk, "role": {"nl": "gedeputeerde"}, "period": "2018/.."}
    assert theirs.post(f"agreements/{agreement.pk}/sponsors", **body).status_code == 404
    made = ours.post(f"agreements/{agreement.pk}/sponsors", **body).json()
    assert (made["facts"]["person"]["id"], made["facts"]["period"]) == (person.pk, "2018/..")
    assert theirs.get("agreement-sponsors").json()["count"] == 0


def test_an_objective_is_set_and_tied_to_an_indicator_that_may_be_read(ours, theirs, desk, officer):
    project = start_project(desk=desk, name=Texts.of("en", "Export"), by=officer)
    open_one, secret = (
        Indicator.objects.create(desk=DeskFactory(), name=Texts.of("en", "Exports"), unit="%", sharing=sharing)
        for sharing in (Level.SUMMARY, Level.PRIVATE)
    )
    assert theirs.post(f"projects/{project.pk}/objectives", text={"en": "More"}).status_code == 404
    goal = ours.post(f"projects/{project.pk}/objectives", text={"en": "More exporters"}).json()
    assert ours.post(f"objectives/{goal['id']}/indicators", indicator=secret.pk).status_code == 404
    made = ours.post(f"objectives/{goal['id']}/indicators", indicator=open_one.pk).json()
    assert (made["facts"]["goal"]["id"], made["kind"]) == (goal["id"], "effects.measure")


def test_a_door_is_noted_with_its_opener_and_what_it_brought(ours, theirs, desk):
    agreement = AgreementFactory(desk=desk)
    body = {"name": {"en": "Foreign affairs office"}, "source": "the minutes"}
    assert ours.post("access-points", **body).json()["code"] == "projects.needs_opener"
    assert theirs.post("access-points", **body, agreement=agreement.pk).status_code == 404
    made = ours.post("access-points", **body, agreement=agreement.pk).json()
    gain = ours.post(f"access-points/{made['id']}/gains", text={"en": "A hearing"}, on="2015").json()
    assert (made["title"], gain["facts"]["access_point"]["id"]) == ("Foreign affairs office", made["id"])
    assert theirs.get(f"access-points/{made['id']}").json()["facts"] == {"place": None, "themes": []}
    assert theirs.get("gains").json()["count"] == 0
