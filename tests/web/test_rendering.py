"""Selects look as Django draws them, whatever their options are called."""

from __future__ import annotations

import pytest
from django import forms
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe

from greendesk.web.addresses import address_at
from greendesk.web.rendering import Renderer
from tests.factories import CompanyFactory, OrganisationFactory, PersonFactory, SiteFactory, SolutionFactory

CHOICES = [
    ("", "none"), ("<1>", 'A & "B"'), (2, mark_safe("<i>C</i>")), ("Nordic", [("se", "Sweden"), ("dk", 4_000)]),
]  # fmt: skip


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("value", ["", "dk", ["<1>", "se"]])
def test_a_select_is_drawn_as_django_draws_it(kind, value):
    attrs = {"id": "x", "required": True, "disabled": False, "title": '"&"'}
    widget = kind(attrs=attrs, choices=CHOICES)
    ours, theirs = (widget.render("one", value, renderer=renderer()) for renderer in (Renderer, DjangoTemplates))

    assert parse_html(ours) == parse_html(theirs)


@pytest.mark.parametrize("kind", [forms.CheckboxSelectMultiple, forms.RadioSelect])
def test_a_box_to_tick_is_drawn_as_django_draws_it(kind):
    def drawn(renderer):
        field = forms.MultipleChoiceField(choices=CHOICES[:3], widget=kind(attrs={"title": '"&"'}))
        form = type("Form", (forms.Form,), {"one": field})(initial={"one": ["<1>"]}, renderer=renderer())
        return [parse_html(str(option.tag())) for option in form["one"]]

    assert drawn(Renderer) == drawn(DjangoTemplates)


def test_pages_use_it(settings):
    class Form(forms.Form):
        pass

    assert isinstance(Form().renderer, Renderer)


@pytest.mark.django_db
def test_what_a_select_offers_is_read_once_a_request_and_named_without_more_queries(django_assert_num_queries):
    for factory in (CompanyFactory, OrganisationFactory, PersonFactory, SolutionFactory, SiteFactory):
        rows = [factory(), factory()]
        model = type(rows[0])
        field = forms.ModelChoiceField(model.objects.order_by("pk"))
        again = forms.ModelChoiceField(model.objects.order_by("pk"))
        request_started.disconnect(close_old_connections)  # a test's connection stays open, as in Django's own client
        request_started.send(sender=None)
        request_started.connect(close_old_connections)
        with django_assert_num_queries(1):
            labels = [label for _value, label in field.choices]
            assert [label for _value, label in again.choices] == labels
        request_finished.disconnect(close_old_connections)
        request_finished.send(sender=None)
        request_finished.connect(close_old_connections)
        assert labels[1:] == [str(row) for row in model.objects.order_by("pk")]
        third = factory()
        assert [str(value) for value, _label in again.choices][-1] == str(third.pk)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("web:fit-board", []),
        ("web:company", [7]),
        ("web:company", [8]),
        ("web:company", ["9"]),
        ("web:co-owners", ["catalogue.company", 7]),
        ("web:glossary", ["delegation", 12]),
    ],
)
def test_an_address_in_a_template_is_what_the_router_says(name, args):
    assert address_at(name, args) == reverse(name, args=args)


@pytest.mark.parametrize(("name", "args"), [("web:company", [-1]), ("web:company", ["x"]), ("web:nowhere", [])])
def test_an_address_that_is_none_is_refused_in_a_template(name, args):
    with pytest.raises(NoReverseMatch):
        address_at(name, args)
