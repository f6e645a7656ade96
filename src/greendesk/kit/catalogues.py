"""The catalogues of the interface: found sentences, translations, and what is missing between them.

Works without gettext's own tools, which a fresh machine may lack: sentences are found with Babel (templates are first
turned into Python by Django), catalogues are read and compiled with polib.
"""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent
SUFFIXES = {".py", ".html", ".txt", ".xml"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
PLURAL_FORMS = {"zh_Hans": "nplurals=1; plural=0;"}
TWO_FORMS = "nplurals=2; plural=(n != 1);"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **{name: None for name in ("_", "_l", "gettext", "gettext_lazy", "gettext_noop")},
    **{name: (1, 2) for name in ("ngettext", "ngettext_lazy")},
    **{name: ((1, "c"), 2) for name in ("pgettext", "pgettext_lazy")},
    **{name: ((1, "c"), 2, 3) for name in ("npgettext", "npgettext_lazy")},
}


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What gettext looks up: the plural does not count."""
        return self.context, self.text


def sentences() -> dict[Sentence, str]:
    """Every sentence marked for translation in the product, with the first file that holds it."""
    found: dict[Sentence, str] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in SUFFIXES or "migrations" in path.parts or not path.is_file():
            continue
        for sentence in sentences_in(path.read_text(encoding="utf-8"), is_template=path.suffix != ".py"):
            found.setdefault(sentence, str(path.relative_to(SOURCE)))
    return found


def sentences_in(text: str, *, is_template: bool) -> Iterator[Sentence]:
    if is_template:
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    elif "gettext" not in text:
        return
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        one, *many = [message] if isinstance(message, str) else list(message)
        if one:
            yield Sentence(one, many[0] if many and many[0] else "", context or "")


def languages() -> list[str]:
    """Locale names of every interface language but the one that the sentences are written in."""
    return [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue_path(locale: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / locale / "LC_MESSAGES" / "django.po"


def problems() -> list[str]:
    """What a reader of some language would miss, one line each; empty when all is complete."""
    wanted = sentences()
    return [f"{locale}: {line}" for locale in languages() for line in _problems_of(locale, wanted)]


def _problems_of(locale: str, wanted: dict[Sentence, str]) -> Iterator[str]:
    path = catalogue_path(locale)
    if not path.exists():
        yield f"no catalogue ({len(wanted)} sentences)"
        return
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    for sentence, place in wanted.items():
        entry = entries.get(sentence.key)
        if entry is None:
            yield f"missing: {sentence.text!r} ({place})"
        elif why := _fault(entry, sentence, locale):
            yield f"{why}: {sentence.text!r} ({place})"


def _fault(entry: polib.POEntry, sentence: Sentence, locale: str) -> str:
    forms = list(entry.msgstr_plural.values()) if sentence.plural else [entry.msgstr]
    if "fuzzy" in entry.flags:
        return "unsure"
    if not forms or not all(forms):
        return "untranslated"
    if sentence.plural and len(forms) != _form_count(locale):
        return f"{len(forms)} plural forms instead of {_form_count(locale)}"
    allowed = set(PLACEHOLDER.findall(sentence.text + sentence.plural))
    for form in forms:
        named = set(PLACEHOLDER.findall(form))
        if named - allowed or (not sentence.plural and named != allowed):
            return f"placeholders differ ({', '.join(sorted(named ^ allowed))})"
    return ""


def _form_count(locale: str) -> int:
    return 1 if locale in PLURAL_FORMS else 2


def write_templates() -> dict[str, int]:
    """Bring every catalogue up to the sentences of today; says how many are still to be translated in each."""
    wanted = sentences()
    return {locale: _refresh(locale, wanted) for locale in languages()}


def _refresh(locale: str, wanted: dict[Sentence, str]) -> int:
    path = catalogue_path(locale)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS.get(locale, TWO_FORMS),
    }
    for sentence, place in sorted(wanted.items()):
        if any(entry.msgid == sentence.text and (entry.msgctxt or "") == sentence.context for entry in fresh):
            continue
        fresh.append(_entry(sentence, place, known.get(sentence.key), locale))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    return len(fresh.untranslated_entries()) + len(fresh.fuzzy_entries())


def _entry(sentence: Sentence, place: str, before: polib.POEntry | None, locale: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=sentence.text, msgctxt=sentence.context or None, occurrences=[(place, "")])
    if before is not None:
        entry.flags = [flag for flag in before.flags if flag == "fuzzy"]
    if not sentence.plural:
        entry.msgstr = before.msgstr if before is not None else ""
        return entry
    entry.msgid_plural = sentence.plural
    kept = before.msgstr_plural if before is not None else {}
    entry.msgstr_plural = {index: kept.get(index, "") for index in range(_form_count(locale))}
    return entry


def compile_catalogues() -> int:
    """Compile those newer than what was compiled from them; each appears at once, whoever reads it meanwhile."""
    compiled = 0
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            part = target.with_suffix(f".{os.getpid()}.part")
            polib.pofile(str(source)).save_as_mofile(str(part))
            part.replace(target)
            compiled += 1
    return compiled
