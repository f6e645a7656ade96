"""What search finds and what translators see, derived from every desk-owned record as it is saved."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from greendesk.atlas.models import Place, Theme
from greendesk.kit.facts import PartialDate, Quantity
from greendesk.kit.folding import fold
from greendesk.kit.texts import Texts, TextsField

from .models import SearchEntry, TextGap
from .sharing import DeskOwned


def words_of(value: Any) -> Iterator[str]:
    """Everything readable in a field's value, in all its languages."""
    if isinstance(value, Texts):
        yield from value.all_texts()
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Place):
        place: Place | None = value
        while place is not None:
            yield from place.all_names
            place = place.parent
    elif isinstance(value, Theme):
        yield from value.all_labels
    elif isinstance(value, (PartialDate, Quantity)):
        yield value.written()
    elif isinstance(value, list):
        for item in value:
            yield from words_of(item)
    elif isinstance(value, models.Manager):
        for row in value.all():
            yield from words_of(row)
    elif isinstance(value, DeskOwned):
        yield str(value)
        yield from words_of(getattr(value, "names", None))


def words_in_fields(record: DeskOwned, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from words_of(getattr(record, name))


def full_names(model: type[DeskOwned]) -> list[str]:
    """Every text column, besides what the lower levels already hold."""
    kinds = (models.CharField, models.TextField, TextsField)
    own = [f.name for f in model._meta.concrete_fields if isinstance(f, kinds) and not f.choices]
    taken = {*model.existence, *model.summary}
    return [name for name in [*own, *model.search_also] if name not in taken]


def entry_of(record: DeskOwned) -> SearchEntry:
    model = type(record)
    told: dict[str, None] = {}  # each once, in the order of the levels
    texts = []
    for names in (model.existence, model.summary, full_names(model)):
        told |= dict.fromkeys(filter(None, map(fold, words_in_fields(record, names))))
        texts.append(" ".join(told))
    return SearchEntry(
        desk_id=record.desk_id, kind=model._meta.label_lower, record=record.pk, text=texts[-1],
        at_existence=len(texts[0]), at_summary=len(texts[1]),
    )  # fmt: skip


def gaps_of(record: DeskOwned) -> Iterator[TextGap]:
    model = type(record)
    for field in model._meta.concrete_fields:
        if isinstance(field, TextsField):
            for lang, state in getattr(record, field.name).wanting():
                yield TextGap(
                    desk_id=record.desk_id, kind=model._meta.label_lower, record=record.pk,
                    field=field.name, language=lang, state=state,
                )  # fmt: skip


def index(records: Iterable[DeskOwned]) -> None:
    """Make the derived rows of these records anew. Bulk writers call it; single saves do it by themselves."""
    for record in records:
        forget(record)
        entry_of(record).save(force_insert=True)
        TextGap.objects.bulk_create(gaps_of(record))


def forget(record: DeskOwned) -> None:
    key = {"kind": type(record)._meta.label_lower, "record": record.pk}
    SearchEntry.objects.filter(**key).delete()
    TextGap.objects.filter(**key).delete()
