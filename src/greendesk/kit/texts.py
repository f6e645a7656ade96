"""What people write, in several languages: one JSON value that knows where each version came from."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .langs import CONTENT_LANGS, FALLBACKS, LANGS, active_lang

Origin = Literal["here", "person", "machine"]
State = Literal["draft", "checked", "stale"]


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as a reader gets it. `asked` is the language wanted, `lang` the one that was there."""

    text: str
    lang: str
    asked: str
    origin: Origin
    state: State
    by: str = ""

    @property
    def is_fallback(self) -> bool:
        return bool(self.text) and self.lang != self.asked

    def __str__(self) -> str:
        return self.text


class Texts(dict[str, dict[str, str]]):
    """{lang: {text, origin, state, of, by}}: `of` is the fingerprint of the source that a translation was made from,
    `by` the name to stand beside a version, where there is one.

    The source is the version with origin "here". A translation whose `of` no longer fits is stale, whatever
    its state says: staleness is derived, so it cannot be forgotten.
    """

    @classmethod
    def of(cls, lang: str, text: str) -> "Texts":
        texts = cls()
        texts.write(lang, text)
        return texts

    @classmethod
    def from_plain(cls, versions: dict[str, str], *, source: str = "") -> "Texts":
        """Several versions written by people; `source` (or the first) is where they come from."""
        texts = cls()
        first = source or next(iter(versions), "")
        if first:
            texts.write(first, versions[first])
        for lang, text in versions.items():
            if lang != first:
                texts.translate(lang, text, origin="person", state="checked")
        return texts

    @property
    def source_lang(self) -> str:
        return next((lang for lang, entry in self.items() if entry["origin"] == "here"), "")

    def write(self, lang: str, text: str) -> None:
        """Set the source version; an earlier source in another language becomes a translation of it."""
        text = text.strip()
        if not text:
            self.pop(lang, None)
            return
        for other, entry in self.items():
            if other != lang and entry["origin"] == "here":
                entry.update(origin="person", state="checked", of=fingerprint(text))
        self[lang] = {"text": text, "origin": "here", "state": "checked", "of": "", **self._credit(lang, text)}

    def translate(self, lang: str, text: str, *, origin: Origin, state: State = "draft", by: str | None = None) -> None:
        """Put a version beside the source, remembering which source it was made from. Empty text removes it.

        `by` is the name to stand beside it; None keeps the one that is there while the text stays the same.
        """
        text = text.strip()
        if not text:
            self.pop(lang, None)
            return
        source = self.get(self.source_lang)
        if source is None:
            self.write(lang, text)
            return
        credit = self._credit(lang, text) if by is None else {"by": by} if by else {}
        self[lang] = {"text": text, "origin": origin, "state": state, "of": fingerprint(source["text"]), **credit}

    def _credit(self, lang: str, text: str) -> dict[str, str]:
        before = self.get(lang)
        return {"by": before["by"]} if before and before["text"] == text and before.get("by") else {}

    def standing(self) -> "Texts":
        """The versions that somebody stands for: the source, and translations that were checked."""
        return Texts({lang: entry for lang, entry in self.items() if entry["state"] == "checked"})

    def state_of(self, lang: str) -> State | Literal["missing"]:
        entry = self.get(lang)
        if entry is None:
            return "missing"
        source = self.get(self.source_lang)
        if entry["origin"] != "here" and source and entry["of"] != fingerprint(source["text"]):
            return "stale"
        return entry["state"]  # type: ignore[return-value]

    def shown(self, lang: str = "") -> Shown:
        """The version in `lang` (default: the reader's), else the nearest that is there; empty if none is."""
        asked = lang or active_lang()
        order = (asked, self.source_lang if asked not in FALLBACKS else "", *FALLBACKS.get(asked, ()), *self)
        for candidate in order:
            if entry := self.get(candidate):
                state = self.state_of(candidate)
                return Shown(entry["text"], candidate, asked, entry["origin"], state, entry.get("by", ""))  # type: ignore[arg-type]
        return Shown("", asked, asked, "here", "checked")

    def text(self, lang: str = "") -> str:
        return self.shown(lang).text

    def wanting(self) -> Iterator[tuple[str, str]]:
        """(language, "missing" | "stale" | "draft") for each interface language that somebody should look at."""
        if not self:
            return
        for lang in LANGS:
            state = self.state_of(lang)
            if state != "checked":
                yield lang, state

    def all_texts(self) -> list[str]:
        return [entry["text"] for entry in self.values()]

    def plain(self) -> dict[str, str]:
        return {lang: entry["text"] for lang, entry in self.items()}

    def __str__(self) -> str:
        return self.text()


def as_texts(value: Any) -> Texts:
    """Anything that may stand for a text in several languages; a bare string is in the reader's language."""
    if isinstance(value, Texts):
        return value
    if value in (None, "", {}):
        return Texts()
    if isinstance(value, str):
        return Texts.of(active_lang(), value)
    if not isinstance(value, dict):
        raise ValidationError(_("A text is a sentence, or one sentence for each language."))
    texts = Texts()
    for lang, entry in value.items():
        if lang not in CONTENT_LANGS:
            raise ValidationError(_("“%(lang)s” is not a language we write.") % {"lang": lang})
        if isinstance(entry, str):
            texts.translate(lang, entry, origin="person", state="checked")
        else:
            texts[lang] = {key: str(entry.get(key, "")) for key in ("text", "origin", "state", "of")}
            if entry.get("by"):
                texts[lang]["by"] = str(entry["by"])
    return texts


class TextsField(models.JSONField):
    """A column of `Texts`. In forms it is one text area, in the reader's language."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Texts)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Texts:
        return Texts(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Texts:
        return as_texts(super().to_python(value) if not isinstance(value, str) else value)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(dict(as_texts(value)))

    def formfield(self, **kwargs: Any) -> forms.Field:
        return TextsFormField(
            required=not self.blank, label=kwargs.get("label", self.verbose_name), help_text=self.help_text
        )


class TextsFormField(forms.CharField):
    """One text area for the version in the reader's language; the others stay as they are.

    Give the record's present value as `initial`; what comes out is that value with one version written:
    the source if there was none or it is the source's language, a person's translation otherwise.
    """

    widget = forms.Textarea

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """A form made from a record (`instance=`) gives the present value only to the form: take it from there."""
        given = form.initial.get(field_name)
        if isinstance(given, Texts):
            self.initial = given
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, Texts):
            entry = value.get(active_lang())
            return entry["text"] if entry else ""
        return value or ""

    def clean(self, value: Any) -> Texts:
        text = super().clean(value if isinstance(value, str) or value is None else str(value))
        before = self.initial if isinstance(self.initial, Texts) else Texts()
        texts = Texts({lang: dict(entry) for lang, entry in before.items()})
        lang = active_lang()
        if not texts.source_lang or texts.source_lang == lang:
            texts.write(lang, text)
        else:
            texts.translate(lang, text, origin="person", state="checked")
        return texts
