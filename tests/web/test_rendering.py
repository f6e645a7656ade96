"""Selects look as Django draws them, whatever their options are called."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from greendesk.web.rendering import Renderer

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


def test_pages_use_it(settings):
    class Form(forms.Form):
        pass

    assert isinstance(Form().renderer, Renderer)
