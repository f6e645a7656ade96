"""What somebody types who is in a hurry, mistaken or malicious: a sentence at the field, the rest kept, nothing written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from greendesk.agreements.models import Agreement, AgreementEvent
from greendesk.catalogue.models import Company
from greendesk.desks.models import LogEntry
from greendesk.followups.models import Lead
from greendesk.projects.models import Project
from tests.factories import AgreementFactory, CompanyFactory, OrganisationFactory, PlaceFactory
from tests.factories.followups import ProjectFactory

HUGE = "9" * 30
IMPOSSIBLE_DATES = [
    "2026-02-30",
    "31.2.2026",
    "2026-13-01",
    "2026/2025",
    "0000-01-01",
    "99999-01-01",
    "yesterday",
    "2026-02-30/2026-03-01",
]
LISTS = (
    "agreements", "companies", "sites", "challenges", "missions", "visits", "meeting-days", "events", "follow-ups", "effects",
    "board", "people", "projects", "outbox", "translations", "search", "fit-board", "hit-rate", "referrals", "credentials",
    "invitations", "effort", "catalogue", "settings", "today", "lists", "duplicates",
)  # fmt: skip
ODD = [HUGE, "²", "-1", "\x00", "'; DROP TABLE x;--", "<script>alert(1)</script>", "￿", "%s%n{0}", "a" * 3_000]


@pytest.mark.parametrize("name", LISTS)
def test_no_list_breaks_on_what_an_address_asks_for(officer_client, desk, name):
    AgreementFactory(desk=desk)
    for odd in ODD:
        asked = dict.fromkeys(
            ("q", "desk", "theme", "place", "kind", "state", "stage", "page", "month", "year", "from", "by", "lang", "agreement", "show", "barrier", "size", "interest"),
            odd,
        )  # fmt: skip
        page = officer_client.get(reverse(f"web:{name}"), asked)
        assert page.status_code < 500, odd
        assert b"<script>alert(1)" not in page.content, odd


@pytest.mark.parametrize(
    "name", ["agreement", "company", "project", "lead", "person", "delegation", "effect", "credential"]
)
def test_a_number_that_no_record_has_is_simply_not_there(officer_client, name):
    assert officer_client.get(reverse(f"web:{name}", args=[int(HUGE)])).status_code == 404


@pytest.mark.parametrize("typed", IMPOSSIBLE_DATES)
def test_an_impossible_date_is_named_at_its_field_and_the_rest_stays(officer_client, desk, typed):
    agreement = AgreementFactory(desk=desk)
    facts = {"kind": "signed", "when": typed, "source": "the minutes that I typed"}
    page = officer_client.post(reverse("web:agreement-event", args=[agreement.pk]), facts)
    assert list(page.context["form"].errors) == ["when"]
    assert "the minutes that I typed" in page.content.decode()
    assert not AgreementEvent.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("place", "Nowhere at all"), ("place", "999999"), ("kind", "nonsense"), ("themes", "no-such-theme"), ("parent", HUGE),
     ("since", "31.2.2011"), ("sharing", "99"), ("source_url", "javascript:alert(1)")],
)  # fmt: skip
def test_an_unknown_code_is_named_at_its_field_and_nothing_is_written(officer_client, field, typed):
    PlaceFactory(code="130600", name_en="Baoding", name_local="保定市")
    facts = {"title": "Typed title", "kind": "mou", "place": "130600", "sharing": "10", field: typed}
    page = officer_client.post(reverse("web:agreement-new"), facts)
    assert list(page.context["form"].errors) == [field]
    assert "Typed title" in page.content.decode()
    assert not Agreement.objects.exists()
    assert not LogEntry.objects.filter(verb="agreement.registered").exists()


def test_two_places_of_one_name_are_told_apart_by_their_codes(officer_client):
    for code, above in (("330424", "Zhejiang"), ("632223", "Qinghai")):
        parent = PlaceFactory(kind="province", name_en=above, code=f"{code[:2]}0000")
        PlaceFactory(
            code=code,
            kind="county",
            name_en="Haiyan",
            name_local="海盐县" if above == "Zhejiang" else "海晏县",
            parent=parent,
        )
    page = officer_client.post(
        reverse("web:agreement-new"), {"title": "Typed", "kind": "mou", "place": "Haiyan", "sharing": "10"}
    )
    said = " ".join(page.context["form"].errors["place"])
    assert "330424" in said
    assert "632223" in said
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "a\u202eb", "𠮷" * 90]
)
def test_html_and_odd_characters_in_a_name_are_shown_as_typed(officer_client, desk, name):
    officer_client.post(reverse("web:company-new"), {"name": name, "sharing": "20"})
    company = Company.objects.get()
    assert str(company) == name
    for page in ("companies", "search"):
        text = officer_client.get(reverse(f"web:{page}"), {"q": name[:20]}).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert ">14<" not in text


@pytest.mark.parametrize(
    ("budget", "is_taken"), [("1e5", True), (HUGE, False), ("NaN", False), ("-1", False), ("1e400", False)]
)
def test_amounts_stay_in_their_columns(officer_client, budget, is_taken):
    page = officer_client.post(reverse("web:project-new"), {"name": "Typed", "budget": budget})
    assert Project.objects.exists() is is_taken
    assert is_taken or list(page.context["form"].errors) == ["budget"]


@pytest.mark.parametrize("field", ["travel_kg", "minutes", "cost"])
def test_hours_and_costs_stay_in_their_columns(officer_client, field):
    page = officer_client.post(
        reverse("web:effort"), {"activity": "outbound", "role": "typed", "currency": "EUR", field: HUGE}
    )
    assert page.status_code < 500
    assert "typed" in page.content.decode()


class TestTwoPeopleAtOneRecord:
    """The second to save is told who was first; both texts can be compared."""

    def test_an_agreement(self, officer_client, desk):
        row = AgreementFactory(desk=desk)
        facts = {"kind": "mou", "place": row.place.code, "sharing": "10", "revision": row.revision}
        address = reverse("web:agreement-edit", args=[row.pk])
        officer_client.post(address, {**facts, "title": "The first"})
        late = officer_client.post(address, {**facts, "title": "The second"})
        assert late.context["form"].non_field_errors()
        assert "The second" in late.content.decode()
        row.refresh_from_db()
        assert str(row) == "The first"

    def test_a_project(self, officer_client, desk):
        row = ProjectFactory(desk=desk)
        address = reverse("web:project-edit", args=[row.pk])
        for name in ("The first", "The second"):
            late = officer_client.post(address, {"name": name, "revision": row.revision})
        assert late.context["form"].non_field_errors()
        assert "The second" in late.content.decode()
        row.refresh_from_db()
        assert str(row) == "The first"

    def test_a_lead(self, officer_client, desk):
        company = CompanyFactory(desk=desk)
        officer_client.post(reverse("web:lead-new"), {"title": "Boilers", "owner": company.pk, "origin_note": "a fair"})
        row = Lead.objects.get()
        address = reverse("web:lead-edit", args=[row.pk])
        for title in ("The first", "The second"):
            late = officer_client.post(address, {"title": title, "revision": row.revision})
        assert late.context["form"].non_field_errors()
        assert "The second" in late.content.decode()

    @pytest.mark.parametrize("revision", ["", "x", HUGE, "-1"])
    def test_a_made_up_revision_overwrites_nothing(self, officer_client, desk, revision):
        row = AgreementFactory(desk=desk)
        facts = {"kind": "mou", "place": row.place.code, "sharing": "10", "title": "Typed", "revision": revision}
        page = officer_client.post(reverse("web:agreement-edit", args=[row.pk]), facts)
        assert page.status_code < 500
        row.refresh_from_db()
        assert str(row) != "Typed"


def test_a_form_that_is_far_too_long_is_answered_in_a_sentence(officer_client):
    page = officer_client.post(reverse("web:company-new"), {"name": "x", "profile": "x" * 6_000_000})
    assert page.status_code == 400
    assert "nothing was changed" in page.content.decode()
    assert not Company.objects.exists()


def test_an_organisation_of_another_desk_cannot_be_smuggled_into_a_form(officer_client, stranger):
    theirs = OrganisationFactory(desk=stranger.desk)
    page = officer_client.post(reverse("web:project-new"), {"name": "Typed", "owner": theirs.pk})
    assert list(page.context["form"].errors) == ["owner"]
    assert not Project.objects.exists()
