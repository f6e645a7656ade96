"""Choosing themes: the short list to tick, and any other concept by writing one of its words, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from greendesk.atlas.models import Theme
from greendesk.catalogue.lexicon import theme_called, themes_at
from greendesk.catalogue.models import OwnConcept
from greendesk.desks.models import Account

WRITTEN = "word:"
OTHERS = _("others, by any of their words in any language: heat pump, 余热, fjernkøling")
BETWEEN = re.compile(r"[;；,，、\n]")


class ThemePicker(forms.CheckboxSelectMultiple):
    """Boxes, and beside them a line for the words of other concepts. What is chosen already always has a box."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        picked = list(super().value_from_datadict(data, files, name) or [])
        words = (word.strip() for word in BETWEEN.split(data.get(f"{name}_words", "")))
        return picked + [WRITTEN + word for word in words if word]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        boxes = [each for each in value if not each.startswith(WRITTEN)]
        groups = super().optgroups(name, boxes, attrs)
        there = {str(option["value"]) for _label, options, _index in groups for option in options}
        extra = Theme.objects.filter(pk__in=[each for each in boxes if each.isdecimal() and each not in there])
        for theme in extra if set(boxes) - there else ():
            option = self.create_option(name, theme.pk, str(theme), True, len(groups), attrs=attrs)
            groups.append((None, [option], len(groups)))
        return groups

    def subwidgets(self, name: str, value: Any, attrs: Any = None) -> Iterator[Any]:
        """The boxes, then the line for other concepts, with what was written before."""
        yield from super().subwidgets(name, value, attrs)
        words = [each.removeprefix(WRITTEN) for each in self.format_value(value) if each.startswith(WRITTEN)]
        given = {"id": f"{(attrs or {}).get('id', name)}_words", "maxlength": 400}
        yield {
            "template_name": "django/forms/widgets/text.html", "type": "text", "name": f"{name}_words", "attrs": given,
            "value": "; ".join(words) or None, "label": OTHERS,
        }  # fmt: skip


class Offered(ModelChoiceIterator):
    """What gets a box: the short list and the desk's own concepts. Everything else is written."""

    def __iter__(self) -> Iterator[Any]:
        field: Any = self.field
        own = OwnConcept.objects.filter(desk__in=field.desks, is_withdrawn=False).values("theme") if field.desks else ()
        listed = Theme.objects.listed()
        rows = listed | Theme.objects.filter(pk__in=own) if field.desks else listed
        for theme in rows:
            yield self.choice(theme)


class ThemesField(forms.ModelMultipleChoiceField):
    """Themes in the reader's language. Own concepts of desks are offered after `offer_to`."""

    widget = ThemePicker
    iterator = Offered

    def __init__(self, **kwargs: Any) -> None:
        self.desks: list[int] = []
        super().__init__(Theme.objects.shipped(), **{"label": _("Themes"), "required": False, **kwargs})

    def offer_to(self, desks: Iterable[int]) -> None:
        self.desks = list(desks)
        self.queryset = themes_at(self.desks)

    def clean(self, value: Any) -> Any:
        picked = [each for each in value or [] if not str(each).startswith(WRITTEN)]
        words = [each.removeprefix(WRITTEN) for each in value or [] if str(each).startswith(WRITTEN)]
        return super().clean([*picked, *(self._meant(word) for word in words)])

    def _meant(self, word: str) -> str:
        found = theme_called(word, self.desks)
        if len(found) == 1:
            return str(found[0].pk)
        if not found:
            raise ValidationError(
                _("No theme is called “%(text)s”. The page “Themes and words” finds what there is."),
                params={"text": word},
            )
        raise ValidationError(
            _("Several themes are called “%(text)s”: %(choices)s. Write the id."),
            params={"text": word, "choices": "; ".join(f"{theme} ({theme.key})" for theme in found[:6])},
        )


def offer_themes(form: forms.BaseForm, account: Account) -> None:
    """Let a form's themes include the concepts of the desks where the account works."""
    for field in form.fields.values():
        if isinstance(field, ThemesField):
            field.offer_to(account.desk_ids)


__all__ = ["ThemePicker", "ThemesField", "offer_themes"]
