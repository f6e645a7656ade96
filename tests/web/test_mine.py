"""Pages of those who speak for a company, a need or a site, signed in or by link."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.catalogue.services import invite_company
from greendesk.desks.links import token_of
from greendesk.desks.models import Level
from greendesk.directory.models import Representation
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Decision, DialogueEntry, Interest
from tests.conftest import client_of
from tests.factories import ChallengeFactory, CompanyFactory, OrganisationFactory, SiteFactory
from tests.factories.matchmaking import SuggestionFactory, representative_of

Roles = Representation.Role


@pytest.fixture
def company(desk):
    return CompanyFactory(desk=desk)


@pytest.fixture
def export(company, desk):
    return client_of(representative_of(company.organisation), desk)


def page(client, name, *args, **typed):
    url = reverse(f"web:{name}", args=args)
    return client.post(url, typed) if typed else client.get(url)


def test_an_export_manager_says_what_is_wanted_and_who_they_are(export, company):
    page(export, "my-company", part="interest", **{"wish-answer": "now", "wish-valid_months": "6"})
    page(export, "my-company", part="profile", revision="1", profile="Vi bygger biogas", website="https://example.org")

    company.refresh_from_db()
    assert Interest.objects.get().answer == "now"
    assert company.profile.text("en") == "Vi bygger biogas"
    assert company.organisation.website == "https://example.org"


def test_a_company_decides_on_its_chances_and_on_no_others(export, company, desk):
    own, others = SuggestionFactory(desk=desk, company=company), SuggestionFactory(desk=desk)

    page(export, "my-chance-decide", own.pk, answer="interested", reason="")
    assert page(export, "my-chance-decide", others.pk, answer="never", reason="").status_code == 404

    decision = Decision.objects.get()
    assert (decision.suggestion, decision.side, decision.on_behalf) == (own, "company", False)


def test_chances_hide_the_owner_the_vetoed_and_what_other_desks_keep(export, company, desk):
    owner = OrganisationFactory(desk=desk, name="Hemlig kommun")
    SuggestionFactory(desk=desk, company=company, challenge__owner=owner, challenge__title=Texts.of("en", "Open need"))
    SuggestionFactory(desk=desk, company=company, state="vetoed", challenge__title=Texts.of("en", "Vetoed need"))
    SuggestionFactory(
        desk=desk,
        company=company,
        challenge=ChallengeFactory(title=Texts.of("en", "Foreign need"), sharing=Level.EXISTENCE),
    )
    SuggestionFactory(
        desk=desk,
        company=company,
        challenge=ChallengeFactory(title=Texts.of("en", "Shared need"), sharing=Level.SUMMARY),
    )

    text = page(export, "my-chances").content.decode()

    shown = {
        title for title in ("Open need", "Vetoed need", "Foreign need", "Shared need", "Hemlig kommun") if title in text
    }
    assert shown == {"Open need", "Shared need"}


@pytest.mark.parametrize("name", ["my-company", "my-chances", "my-challenges", "my-sites"])
def test_pages_of_a_side_are_for_that_side(officer_client, client, name):
    assert page(officer_client, name).status_code == 403
    assert reverse("web:sign-in") in page(client, name)["Location"]


def test_a_problem_owner_reads_answers_and_replies(desk):
    owner = OrganisationFactory(desk=desk)
    need = ChallengeFactory(desk=desk, owner=owner, state="open")
    other = ChallengeFactory(desk=desk)
    row = SuggestionFactory(desk=desk, challenge=need)
    client = client_of(representative_of(owner, Roles.OWNER), desk)

    assert page(client, "my-challenges").status_code == 200
    assert page(client, "my-challenge", need.pk).status_code == 200
    page(client, "my-challenge", need.pk, text="百分之八十")
    page(client, "my-challenge-decide", row.pk, answer="later")

    assert DialogueEntry.objects.get().from_owner
    assert Decision.objects.get().side == "owner"
    assert page(client, "my-challenge", other.pk).status_code == 404


def test_a_host_changes_hours_of_the_own_site_only(desk):
    operator = OrganisationFactory(desk=desk)
    site, other = SiteFactory(desk=desk, operator=operator), SiteFactory(desk=desk)
    client = client_of(representative_of(operator, Roles.HOST), desk)
    typed = {
        "open_0": "09:00-12:00",
        "visit_min": "60",
        "max_group": "8",
        "walk_min": "10",
        "notice_days": "3",
        "rest_days": "1",
    }

    assert page(client, "my-site", site.pk).status_code == 200
    page(client, "my-site", site.pk, **typed)
    assert page(client, "my-site", other.pk, **typed).status_code == 404

    site.refresh_from_db()
    assert (site.opening, site.max_group, site.rest_days) == ({"0": [[540, 720]]}, 8, 1)


def test_by_link_a_company_does_the_same_without_an_account(client, company, desk, officer):
    token = token_of(invite_company(company, by=officer))
    row = SuggestionFactory(desk=desk, company=company)
    others = SuggestionFactory(desk=desk)
    url = reverse("web:guest", args=[token])

    assert client.get(url).status_code == 200
    assert not Interest.objects.exists()
    client.post(url, {"part": "interest", "wish-answer": "maybe", "wish-valid_months": "12"})
    client.post(url, {"part": "chance", "suggestion": row.pk, "answer": "later", "reason": "timing"})
    assert (
        client.post(url, {"part": "chance", "suggestion": others.pk, "answer": "never", "reason": ""}).status_code
        == 404
    )

    assert Interest.objects.get().answer == "maybe"
    assert (Decision.objects.get().answer, Decision.objects.get().reason) == ("later", "timing")


def test_a_revoked_link_is_closed(client, company, officer):
    link = invite_company(company, by=officer)
    link.revoked_at = link.created_at
    link.save()

    assert client.get(reverse("web:guest", args=[token_of(link)])).status_code == 410


def test_stale_interest_is_asked_again(export, company, desk):
    Interest.objects.create(
        desk=desk, company=company, answer="now", stated_on=date(2020, 1, 1), stale_on=date(2021, 1, 1)
    )

    assert "please say again" in page(export, "my-company").content.decode()
