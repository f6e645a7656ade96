"""Choosing themes: boxes for the short list, words for everything else, own concepts for their desk."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from greendesk.catalogue.services import add_concept
from greendesk.web.desk.companies_forms import SolutionForm
from tests.factories import CompanyFactory, ThemeFactory


@pytest.fixture
def themes(db):
    ThemeFactory(key="listed", labels={"en": ["Listed"]})
    ThemeFactory(key="heat-pumps", labels={"en": ["Heat pumps"], "zh": ["热泵"]}, is_listed=False)
    ThemeFactory(key="cold-store", labels={"en": ["Cold store"], "da": ["kølehus"]}, is_listed=False)


def form_of(account, company, themes=(), words=""):
    data = QueryDict(mutable=True)
    data.update({"name_en": "Box", "name": "Box", "companies": str(company.pk), "sharing": "20", "themes_words": words})
    data.setlist("themes", [str(pk) for pk in themes])
    return SolutionForm(data, account=account)


def test_any_concept_is_chosen_by_a_word_in_any_language(themes, desk, officer):
    form = form_of(officer, CompanyFactory(desk=desk), words="热泵、 KØLEHUS")
    form.is_valid()

    assert {theme.key for theme in form.cleaned_data["themes"]} == {"heat-pumps", "cold-store"}


def test_an_unknown_word_is_named_and_kept(themes, desk, officer):
    form = form_of(officer, CompanyFactory(desk=desk), words="snorvel")
    form.is_valid()

    assert "snorvel" in str(form.errors["themes"])
    assert 'value="snorvel"' in "".join(option.tag() for option in form["themes"])


def test_what_is_chosen_has_a_box_although_it_is_not_listed(themes, desk, officer):
    chosen = ThemeFactory(key="heat-pumps")
    boxes = "".join(
        option.tag() for option in form_of(officer, CompanyFactory(desk=desk), themes=[chosen.pk])["themes"]
    )

    assert f'value="{chosen.pk}"' in boxes
    assert f'value="{ThemeFactory(key="cold-store").pk}"' not in boxes


def test_a_desks_own_concept_is_offered_to_it_alone(themes, desk, officer, stranger):
    made = add_concept(desk=desk, parent="heat-pumps", labels={"en": ["Heat box"]}, by=officer)
    ours = form_of(officer, CompanyFactory(desk=desk), themes=[made.pk])
    theirs = form_of(stranger, CompanyFactory(desk=stranger.desk), themes=[made.pk], words="Heat box")

    ours.is_valid(), theirs.is_valid()
    assert [theme.key for theme in ours.cleaned_data["themes"]] == [made.key]
    assert theirs.errors["themes"]
