"""Versions of what people wrote: written beside the source by a person, or an older one confirmed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import ChangedMeanwhile, DomainError, NotYours
from greendesk.kit.langs import LANGS
from greendesk.kit.texts import Texts, TextsField, fingerprint

from . import logbook
from .models import Account
from .sharing import DeskOwned


class NotAText(DomainError):
    code = "desks.not_a_text"
    status = 404
    message = _("There is no such text to translate.")


class IsSource(DomainError):
    code = "desks.is_source"
    message = _("This is the version that was written first; change it on the record’s own page.")


class NeedsText(DomainError):
    code = "desks.needs_text"
    status = 422
    message = _("Write the text, or leave the page without saving.")


def text_field(model: type[Any], name: str) -> TextsField:
    """Raises NotAText for a field that holds no text in several languages."""
    found = next((f for f in model._meta.concrete_fields if f.name == name and isinstance(f, TextsField)), None)
    if found is None:
        raise NotAText
    return found


@transaction.atomic
def write_version(
    record: DeskOwned, *, field: str, language: str, text: str, by: Account, checked: bool = True, seen: str = "",
    credit: str = "",
) -> Texts:  # fmt: skip
    """Put a version into a record's text; `checked` says that the account stands for it, otherwise it is a draft.

    `credit` is the name that stands beside this version where the public reads it; nobody is named without it.
    `seen` is the fingerprint of the source that the writer had before them. Raises NotYours, NotAText, IsSource,
    NeedsText, and ChangedMeanwhile where the source is another one now.
    """
    model: Any = type(record)
    text_field(model, field)
    row = model.objects.editable_by(by).filter(pk=record.pk).first()
    if row is None:
        raise NotYours
    row = model.objects.select_for_update(of=("self",)).get(pk=record.pk)
    texts: Texts = getattr(row, field)
    source = texts.source_lang
    if language not in LANGS or not source:
        raise NotAText
    if language == source:
        raise IsSource
    if not text.strip():
        raise NeedsText(field="text")
    if seen and fingerprint(texts[source]["text"]) != seen:
        raise ChangedMeanwhile(who=_("Somebody"))
    texts.translate(language, text, origin="person", state="checked" if checked else "draft", by=credit.strip()[:120])
    row.revision += 1
    row.save()
    logbook.record("text.translated", by=by, on=row, field=field, language=language, checked=checked)
    return texts
