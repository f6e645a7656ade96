"""A name typed where a select would be too long: found in either script, asked back where several fit, behind the wall."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict
from django.test.html import parse_html
from django.urls import reverse

from greendesk.catalogue.models import Company
from greendesk.desks.models import Level
from greendesk.directory.models import Organisation, Person
from greendesk.kit.texts import Texts
from greendesk.web import choices
from tests.conftest import client_of
from tests.factories import CompanyFactory, OrganisationFactory, PersonFactory, officer_of


@pytest.fixture(autouse=True)
def long_from_three(monkeypatch):
    monkeypatch.setattr(choices, "MOST_OFFERED", 2)


def form_of(rows, sent=None, *, many=False, initial=None, required=True):
    field = (forms.ModelMultipleChoiceField if many else forms.ModelChoiceField)(rows, required=required)
    return type("Form", (forms.Form,), {"who": field})(
        None if sent is None else QueryDict(sent, mutable=True), initial={"who": initial}
    )


def chosen(rows, sent, **kinds):
    form = form_of(rows, sent, **kinds)
    assert form.is_valid(), form.errors
    return form.cleaned_data["who"]


@pytest.fixture
def bodies(desk):
    names = {"zh": {"text": "河北蓝水", "origin": "person", "state": "checked", "of": ""}}
    lake = OrganisationFactory(desk=desk, name="Sjövatten Teknik AB", names=Texts(names))
    return [lake, *(OrganisationFactory(desk=desk, name=name) for name in ("Nordvatten AB", "Nordljus AB", "Ånga AB"))]


def test_a_short_select_stays_and_a_long_one_becomes_a_line(bodies):
    assert "<select" in str(form_of(Organisation.objects.filter(pk__in=[bodies[0].pk]))["who"])
    drawn = str(form_of(Organisation.objects.all())["who"])
    assert "<select" not in drawn and "<option" not in drawn and 'type="text"' in drawn


@pytest.mark.parametrize("text", ["Sjövatten Teknik AB", "sjovatten", "Sjövatten Teknik", "河北蓝水", "蓝水"])
def test_a_name_is_found_in_either_script(bodies, text):
    rows = Organisation.objects.all()
    sent = f"who={text}"
    if text == "蓝水":  # within a word: asked, not assumed
        form = form_of(rows, sent)
        assert not form.is_valid() and f'value="{bodies[0].pk}"' in str(form["who"])
    else:
        assert chosen(rows, sent) == bodies[0]


def test_a_person_is_found_by_characters_and_by_pinyin_in_both_orders(desk):
    wang, *_others = [PersonFactory(desk=desk, given=g, family=f, han=h) for g, f, h in (("", "", "王伟"), ("Anna", "Ek", ""), ("Bo", "Al", ""))]  # fmt: skip
    rows = Person.objects.ours(officer_of(desk))
    assert {chosen(rows, f"who={text}") for text in ("王伟", "Wang Wei")} == {wang}
    assert chosen(rows, "who=Ek Anna") == chosen(rows, "who=anna ek")


def test_a_key_alone_is_taken_and_no_key_from_outside(bodies, stranger):
    far = OrganisationFactory(desk=stranger.desk, name="Far Away")
    rows = Organisation.objects.filter(desk=bodies[0].desk)
    assert chosen(rows, f"who={bodies[2].pk}") == bodies[2]
    assert not form_of(rows, f"who={far.pk}").is_valid()
    assert not form_of(rows, f"who=Far Away&who-which={far.pk}").is_valid()


def test_a_name_that_begins_several_is_asked_back_with_what_was_typed_and_answered(bodies):
    rows = Organisation.objects.all()
    form = form_of(rows, "who=Nord")
    assert not form.is_valid()
    drawn = str(form["who"])
    assert 'value="Nord"' in drawn
    assert {f'type="radio" name="who-which" value="{one.pk}"' in drawn for one in bodies[1:3]} == {True}
    assert chosen(rows, f"who=Nord&who-which={bodies[2].pk}") == bodies[2]
    assert chosen(rows, f"who=Nordvatten&who-which={bodies[2].pk}") == bodies[1]  # typed anew: the old tick is void


def test_an_unknown_name_is_refused_and_kept_and_nothing_is_nothing(bodies):
    form = form_of(Organisation.objects.all(), "who=Zzz <b>")
    assert not form.is_valid() and "Zzz &lt;b&gt;" in str(form["who"])
    assert not form_of(Organisation.objects.all(), "who=").is_valid()
    assert chosen(Organisation.objects.all(), f"who=&who-which={bodies[0].pk}", required=False) is None


def test_two_of_the_same_name_come_back_as_they_went(desk):
    twins = [CompanyFactory(desk=desk, organisation=OrganisationFactory(desk=desk, name="Tvilling AB")) for _n in range(3)]  # fmt: skip
    rows = Company.objects.all()
    drawn = parse_html(str(form_of(rows, initial=twins[1].pk)["who"]))
    sent = QueryDict(mutable=True)
    for tag in drawn.children:
        kept = dict(tag.attributes)
        if tag.name == "input":
            sent.appendlist(kept["name"], kept["value"])
    assert chosen(rows, sent.urlencode()) == twins[1]


def test_several_are_typed_line_by_line_or_in_one(bodies):
    rows = Organisation.objects.all()
    assert set(chosen(rows, "who=Nordvatten&who=Ånga; 河北蓝水&who=", many=True)) == {bodies[0], bodies[1], bodies[3]}
    assert set(chosen(rows, f"who={bodies[0].pk}&who={bodies[3].pk}", many=True)) == {bodies[0], bodies[3]}
    drawn = str(form_of(rows, many=True, initial=[bodies[0].pk, bodies[3].pk])["who"])
    assert "河北蓝水" in drawn and "Ånga" in drawn
    form = form_of(rows, "who=Ånga&who=Nord", many=True)
    assert not form.is_valid() and 'value="Ånga"' in str(form["who"])
    ticked = f"who=Ånga&who=Nord&who-which={bodies[1].pk}&who-which={bodies[2].pk}"
    assert set(chosen(rows, ticked, many=True)) == set(bodies[1:])


def test_what_another_desk_keeps_is_neither_found_nor_offered(bodies, officer_client, stranger):
    hidden = OrganisationFactory(desk=stranger.desk, name="Nordhemlig AB", sharing=Level.PRIVATE)
    known = OrganisationFactory(desk=stranger.desk, name="Nordexist AB", sharing=Level.EXISTENCE)
    OrganisationFactory(desk=stranger.desk, name="Nordöppen AB", sharing=Level.SUMMARY, note="Nordisk hemlighet")
    form = form_of(Organisation.objects.visible_to(officer_client.account, Level.SUMMARY), "who=Nord")
    assert not form.is_valid()
    asked = officer_client.get(reverse("web:names", args=["directory.organisation"]), {"as": "who", "who": "nord"})
    for said in (str(form["who"]) + str(form.errors), asked.content.decode()):
        assert "Nordvatten" in said and "Nordöppen" in said
        assert hidden.name not in said and known.name not in said
    own = reverse("web:names", args=["directory.organisation"]) + f"?as=who&desk={officer_client.desk.pk}"
    assert "Nordöppen" not in officer_client.get(own, {"as": "who", "who": "nord", "desk": officer_client.desk.pk}).content.decode()  # fmt: skip


def test_names_are_offered_only_of_kinds_that_are_typed_and_to_those_signed_in(client, officer_client):
    assert officer_client.get(reverse("web:names", args=["desks.account"])).status_code == 404
    assert client.get(reverse("web:names", args=["directory.person"])).status_code == 302


def test_a_page_takes_the_name_and_keeps_it(bodies, officer_client):
    companies = [CompanyFactory(desk=officer_client.desk, organisation=body) for body in bodies]
    page = reverse("web:lead-new")
    assert "<option value" not in str(officer_client.get(page).context["form"]["owner"])
    answer = officer_client.post(page, {"title": "Prov", "owner": "Nord"})
    assert f'value="{companies[1].pk}"' in answer.content.decode()
    answer = officer_client.post(page, {"title": "Prov", "owner": "Nord", "owner-which": companies[1].pk})
    assert answer.status_code in (302, 422)
    assert not (answer.context and answer.context["form"].errors.get("owner"))


def test_another_name_of_a_hidden_organisation_does_not_find_its_company(officer_client, stranger):
    body = OrganisationFactory(desk=stranger.desk, name="Öppen AB", aliases=["Smeknamn"], sharing=Level.PRIVATE)
    CompanyFactory(desk=stranger.desk, organisation=body, sharing=Level.SUMMARY)
    url = reverse("web:names", args=["catalogue.company"])
    assert "Öppen AB" in officer_client.get(url, {"q": "oppen"}).content.decode()
    assert "Öppen AB" not in officer_client.get(url, {"q": "smeknamn"}).content.decode()
    own = client_of(stranger, stranger.desk).get(url, {"q": "smeknamn"})
    assert "Öppen AB" in own.content.decode()
