"""Companies, sites, the board and the chances, as a desk uses them and as a stranger does not."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from greendesk.catalogue.models import Company, Experience, ReferenceSite, Solution
from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.matchmaking.models import Decision, Fit, Interest
from greendesk.outbox.models import Message
from tests.factories import CompanyFactory, OrganisationFactory, SiteFactory, SolutionFactory, ThemeFactory
from tests.factories.matchmaking import InterestFactory, SuggestionFactory


def page(client, name, *args, **asked):
    return client.get(reverse(f"web:{name}", args=args), asked)


def test_a_company_is_registered_and_opens(officer_client):
    answer = officer_client.post(
        reverse("web:company-new"),
        {"name": "Biogas Norr AB", "profile": "Vi bygger biogas", "sharing": "20"},
        follow=True,
    )

    company = Company.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("web:company", args=[company.pk])
    assert "Biogas Norr AB" in answer.content.decode()


def test_a_company_is_registered_once(officer_client, desk):
    CompanyFactory(desk=desk, organisation__name="Biogas Norr AB")

    answer = officer_client.post(
        reverse("web:company-new"), {"name": "biogas norr", "sharing": "20", "profile": "kept"}
    )

    assert list(answer.context["form"].errors) == ["name"]
    assert "kept" in answer.content.decode()
    assert Company.objects.count() == 1


def test_two_editors_do_not_overwrite_each_other(officer_client, desk):
    company = CompanyFactory(desk=desk, revision=5)

    answer = officer_client.post(
        reverse("web:company-edit", args=[company.pk]),
        {"revision": "4", "name": "New", "sharing": "20", "profile": "typed"},
    )

    assert answer.context["form"].non_field_errors()
    assert "typed" in answer.content.decode()
    assert str(Company.objects.get()) != "New"


@pytest.mark.parametrize(
    "name", ["companies", "sites", "fit-board", "hit-rate", "company-new", "site-new", "solution-new"]
)
def test_guests_are_asked_to_sign_in(client, db, name):
    assert reverse("web:sign-in") in page(client, name)["Location"]


def test_strangers_see_what_is_shared_and_change_nothing(stranger_client, desk):
    company = CompanyFactory(desk=desk, sharing=Level.SUMMARY, export_experience=Texts.of("en", "canary inside"))
    hidden = CompanyFactory(desk=desk, sharing=Level.PRIVATE)
    Fit.objects.create(
        desk=desk, company=company, theme=ThemeFactory(), score=3, reason="canary fit", judged_on=date(2026, 1, 1)
    )

    seen = page(stranger_client, "company", company.pk)

    assert seen.status_code == 200
    assert "canary" not in seen.content.decode()
    assert page(stranger_client, "company", hidden.pk).status_code == 404
    assert page(stranger_client, "company-edit", company.pk).status_code == 404
    assert stranger_client.post(reverse("web:company-ask", args=[company.pk])).status_code == 404
    assert not Message.objects.exists()


def test_existence_shows_no_name(stranger_client, desk):
    company = CompanyFactory(desk=desk, sharing=Level.EXISTENCE, organisation__name="Hemliga AB")

    assert "Hemliga" not in page(stranger_client, "company", company.pk).content.decode()
    assert "Hemliga" not in page(stranger_client, "companies").content.decode()
    assert "Hemliga" not in page(stranger_client, "companies", q="hemliga").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"interest": "now"}, "Now AB"), ({"interest": "stale"}, "Stale AB"), ({"interest": "unknown"}, "Unknown AB")],
)
def test_companies_are_filtered_by_what_they_want(officer_client, desk, asked, found):
    names = {"Now AB", "Stale AB", "Unknown AB"}
    firms = {name: CompanyFactory(desk=desk, organisation__name=name) for name in names}
    InterestFactory(desk=desk, company=firms["Now AB"], stale_on=date(2099, 1, 1))
    InterestFactory(desk=desk, company=firms["Stale AB"], stated_on=date(2020, 1, 1), stale_on=date(2021, 1, 1))

    text = page(officer_client, "companies", **asked).content.decode()

    assert [name for name in sorted(names) if name in text] == [found]


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_one_and_for_four(officer_client, desk, count, django_assert_max_num_queries):
    for _number in range(count):
        SolutionFactory(desk=desk, companies=[InterestFactory(desk=desk).company])
    with django_assert_max_num_queries(16):
        assert page(officer_client, "companies").status_code == 200


def test_interest_is_noted_and_fit_is_judged(officer_client, desk):
    company, theme = CompanyFactory(desk=desk), ThemeFactory()

    officer_client.post(
        reverse("web:company-interest", args=[company.pk]), {"answer": "now", "valid_months": "6", "themes": [theme.pk]}
    )
    officer_client.post(
        reverse("web:company-fit", args=[company.pk]), {"theme": theme.key, "score": "3", "reason": "knows it"}
    )

    assert Interest.objects.get().themes.get() == theme
    assert Fit.objects.get().score == 3
    text = page(officer_client, "company", company.pk).content.decode()
    assert "knows it" in text


def test_the_board_tells_relevant_from_interested(officer_client, desk):
    theme = ThemeFactory(key="food-waste")
    keen, cold = (
        CompanyFactory(desk=desk, organisation__name="Keen AB"),
        CompanyFactory(desk=desk, organisation__name="Cold AB"),
    )
    for company, answer in ((keen, "now"), (cold, "no")):
        company.themes.add(theme)
        InterestFactory(desk=desk, company=company, answer=answer, stale_on=date(2099, 1, 1))
        Fit.objects.create(desk=desk, company=company, theme=theme, score=3, judged_on=date(2026, 1, 1))

    board = page(officer_client, "fit-board")
    short = page(officer_client, "fit-board", shortlist="on", theme="food-waste", least="2")

    assert [chip["name"] for chip in board.context["shortlist"]] == ["Keen AB"]
    assert "Cold AB" in board.content.decode()
    assert "Cold AB" not in short.content.decode()


def test_one_companys_chances_with_reasons(officer_client, desk):
    ThemeFactory(key="food-waste", labels={"en": ["food waste"], "zh": ["厨余垃圾"]})
    row = SuggestionFactory(
        desk=desk,
        reasons={
            "concepts": [
                {
                    "id": "food-waste",
                    "other": "food-waste",
                    "relation": "same",
                    "need": ["厨余"],
                    "offer": ["matavfall"],
                }
            ]
        },
    )
    SuggestionFactory(desk=desk, company=row.company, state="vetoed", challenge__title=Texts.of("en", "set aside"))

    text = page(officer_client, "chances", row.company.pk).content.decode()

    assert "food waste" in text and "matavfall" in text and "厨余" in text
    assert "set aside" not in text


def test_sites_show_hours_wear_and_position(officer_client, desk):
    answer = officer_client.post(
        reverse("web:site-new"),
        {"name": "Plant", "sharing": "20", "open_0": "09:00-12:00, 13:00-16:00", "closed_on": "2026-12-24", "lat": "54.9", "lon": "9.8",
         "visit_min": "60", "max_group": "20", "walk_min": "10", "notice_days": "3", "rest_days": "0"},
        follow=True,
    )  # fmt: skip

    site = ReferenceSite.objects.get()
    assert site.opening == {"0": [[540, 720], [780, 960]]}
    assert "13:00-16:00" in answer.content.decode()
    assert "54.9" in page(officer_client, "sites").content.decode()


@pytest.mark.parametrize("hours", ["9-12", "12:00-09:00", "09:00-25:00", "09:00-12:00, 11:00-13:00", "<b>"])
def test_hours_that_cannot_be_are_refused_and_kept(officer_client, desk, hours):
    answer = officer_client.post(
        reverse("web:site-new"),
        {
            "name": "Plant",
            "sharing": "20",
            "open_0": hours,
            "visit_min": "60",
            "max_group": "20",
            "walk_min": "10",
            "notice_days": "3",
            "rest_days": "0",
        },
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not ReferenceSite.objects.exists()


def test_a_solution_belongs_to_a_company_of_the_desk(officer_client, desk):
    company, foreign = CompanyFactory(desk=desk), CompanyFactory()

    officer_client.post(reverse("web:solution-new"), {"name": "X", "sharing": "20", "companies": [foreign.pk]})
    assert not Solution.objects.exists()
    answer = officer_client.post(
        reverse("web:solution-new"), {"name": "X", "sharing": "20", "companies": [company.pk]}, follow=True
    )
    assert "X" in answer.content.decode()
    assert Solution.objects.get().companies.get() == company


def test_an_experience_is_shared_with_consent_only(officer_client, desk):
    company = CompanyFactory(desk=desk)
    url = reverse("web:company-experience", args=[company.pk])

    refused = officer_client.post(url, {"text": "Patience", "sharing": "20"})
    assert refused.status_code == 422 and not Experience.objects.exists()
    officer_client.post(url, {"text": "Patience", "sharing": "20", "consented": "on"})
    assert Experience.objects.get().consented_at is not None


def test_the_hit_rate_counts_what_came_of_it(officer_client, desk):
    accepted, declined = SuggestionFactory(desk=desk), SuggestionFactory(desk=desk)
    SuggestionFactory()
    Decision.objects.create(suggestion=accepted, side="company", answer="interested")
    Decision.objects.create(suggestion=declined, side="company", answer="never")

    context = page(officer_client, "hit-rate").context

    assert (context["funnel"].suggested, context["funnel"].decided, context["funnel"].accepted) == (2, 2, 1)
    strong = context["bands"][0]
    assert (strong.band, strong.share, strong.mean_score) == ("strong", 0.5, 0.8)


def test_the_public_catalogue_shows_what_is_public(client, desk):
    CompanyFactory(desk=desk, organisation__name="Open AB", is_public=True, source="Whispered at a fair")
    CompanyFactory(desk=desk, organisation__name="Closed AB")
    SiteFactory(desk=desk, name=Texts.of("en", "Hidden site"))

    text = page(client, "catalogue").content.decode()

    assert "Open AB" in text and "Closed AB" not in text
    assert "Open AB" in page(client, "catalogue", q="open").content.decode()
    for word in ("nothing", "open whispered"):
        assert "Open AB" not in page(client, "catalogue", q=word).content.decode()
    assert "Hidden site" not in page(client, "catalogue", kind="site").content.decode()


def test_a_private_company_has_no_public_page(client, desk):
    company = CompanyFactory(desk=desk, organisation=OrganisationFactory(desk=desk))

    assert page(client, "public-company", company.pk).status_code == 404


@pytest.mark.parametrize(
    ("form", "name"), [("fit_form", "score"), ("experience_form", "is_mentor"), ("client_form", "client")]
)
def test_a_form_of_a_company_is_asked_for(officer_client, desk, form, name):
    company, field = CompanyFactory(desk=desk), f'name="{name}"'
    assert field not in page(officer_client, "company", company.pk).content.decode()
    assert field in page(officer_client, "company", company.pk, open=form).content.decode()
