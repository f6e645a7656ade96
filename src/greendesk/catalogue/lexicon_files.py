"""A lexicon as a file: SKOS in Turtle or JSON-LD, or CSV. What is written is read back as it was, to the last label.

SKOS knows one preferred label and a heap of others; their order is kept in a property of our own, which other programs
may ignore. Codes are notations with their scheme as datatype; GEMET's are also matches to its concepts.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from greendesk.engines.matching.lexicon import Concept

from .errors import BadLexicon
from .lexicon import LANGS, SCHEMES

CONCEPT = "urn:greendesk:concept:"
SCHEME = "urn:greendesk:lexicon"
CODES = "urn:greendesk:codes:"
ORDER = "urn:greendesk:terms:labels"
SKOS = "http://www.w3.org/2004/02/skos/core#"
GEMET = "http://www.eionet.europa.eu/gemet/concept/"
COLUMNS = ("id", "parent", *SCHEMES, *LANGS)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LARGEST = 8_000_000  # bytes
ENDINGS = {"ttl": "turtle", "jsonld": "jsonld", "json": "jsonld", "csv": "csv"}
MEDIA = {"turtle": "text/turtle", "jsonld": "application/ld+json", "csv": "text/csv"}


def kind_of(name: str) -> str:
    """turtle, jsonld or csv, by the ending. Raises BadLexicon."""
    kind = ENDINGS.get(name.rpartition(".")[2].lower(), "")
    if not kind:
        raise BadLexicon(where=name, what=_("the file must end in .ttl, .jsonld or .csv."), field="file")
    return kind


def written(concepts: Iterable[Concept], kind: str) -> bytes:
    """Sorted by id, so that the same lexicon always gives the same bytes."""
    ordered = sorted(concepts, key=lambda concept: concept.id)
    return {"turtle": _turtle, "jsonld": _jsonld, "csv": _csv}[kind](ordered).encode()


def read(content: bytes, kind: str) -> tuple[Concept, ...]:
    """Raises BadLexicon, naming line or concept, and field."""
    if len(content) > LARGEST:
        raise BadLexicon(where=_("The file"), what=_("it is larger than 8 megabytes."), field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadLexicon(where=_line(line), what=_("this is not UTF-8 text."), field="file") from error
    readers: dict[str, Callable[[str], list[Concept]]] = {"turtle": _rdf_reader("turtle"), "jsonld": _rdf_reader("json-ld"), "csv": _read_csv}  # fmt: skip
    concepts = readers[kind](text)
    if not concepts:
        raise BadLexicon(where=_("The file"), what=_("there is no concept in it."), field="file")
    return tuple(sorted(concepts, key=lambda concept: concept.id))


def _line(number: int) -> str:
    return _("Line %(number)s") % {"number": number}


# -- CSV -------------------------------------------------------------------------------------------------


def _csv(concepts: Iterable[Concept]) -> str:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for c in concepts:
        codes = [c.codes.get(scheme, "") for scheme in SCHEMES]
        rows.writerow([c.id, c.parent, *codes, *("|".join(c.labels.get(lang, ())) for lang in LANGS)])
    return file.getvalue()


def _read_csv(text: str) -> list[Concept]:
    rows = csv.DictReader(io.StringIO(text), strict=True)
    seen: dict[str, int] = {}
    made = []
    try:
        names = list(rows.fieldnames or [])
        for column in ("id", "parent"):
            if column not in names:
                raise BadLexicon(where=_line(1), what=_("the column “%(column)s” is missing.") % {"column": column}, field=column)  # fmt: skip
        if unknown := [name for name in names if name not in COLUMNS]:
            raise BadLexicon(where=_line(1), what=_("the column “%(column)s” is not known.") % {"column": unknown[0]}, field="file")  # fmt: skip
        for row in rows:
            made.append(_row(row, rows.line_num, seen))
    except csv.Error as error:
        raise BadLexicon(where=_line(rows.line_num + 1), what=_("the row cannot be read."), field="file") from error
    return made


def _row(row: Mapping[Any, Any], line: int, seen: dict[str, int]) -> Concept:
    where = _line(line)
    if None in row or None in row.values():
        raise BadLexicon(where=where, what=_("it has more or fewer cells than the heading."), field="file")
    key = row["id"].strip()
    if key in seen:
        raise BadLexicon(where=where, what=_("the id “%(key)s” stands on line %(first)s already.") % {"key": key, "first": seen[key]}, field="id")  # fmt: skip
    seen[key] = line
    labels = {lang: [part.strip() for part in row.get(lang, "").split("|") if part.strip()] for lang in LANGS}
    codes = {scheme: row[scheme].strip() for scheme in SCHEMES if row.get(scheme, "").strip()}
    return _concept(f"{where} ({key})", key, row["parent"].strip(), labels, codes)


def _concept(where: str, key: str, parent: str, labels: Mapping[str, list[str]], codes: Mapping[str, str]) -> Concept:
    """What every format must hold to. Raises BadLexicon."""
    if not SLUG.fullmatch(key):
        raise BadLexicon(where=where, what=_("the id may have small letters a–z, digits and single hyphens only."), field="id")  # fmt: skip
    for lang, listed in labels.items():
        lows = [label.casefold() for label in listed]
        for label in listed:
            if lows.count(label.casefold()) > 1:
                raise BadLexicon(where=where, what=_("“%(label)s” stands twice in %(lang)s.") % {"label": label, "lang": lang}, field=lang)  # fmt: skip
            if not 2 <= len(label) <= 120 or "|" in label or not label.isprintable():
                raise BadLexicon(where=where, what=_("“%(label)s” (%(lang)s) is no label: 2 to 120 characters, without “|” and line breaks.") % {"label": label[:40], "lang": lang}, field=lang)  # fmt: skip
    made = {lang: tuple(labels[lang]) for lang in LANGS if labels.get(lang)}
    if not made:
        raise BadLexicon(where=where, what=_("there is no label."), field="labels")
    return Concept(key, parent, made, dict(codes))


# -- SKOS ------------------------------------------------------------------------------------------------


def _tag(lang: str) -> str:
    return "zh-Hans" if lang == "zh" else lang


def _engine_lang(tag: str) -> str:
    base = tag.lower().split("-")[0]
    return {"nb": "no", "nn": "no"}.get(base, base)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # Turtle's strings escape as JSON's do


def _turtle(concepts: Iterable[Concept]) -> str:
    lines = [f"@prefix skos: <{SKOS}> .", f"@prefix gd: <{ORDER.removesuffix('labels')}> .", f"@prefix c: <{CONCEPT}> .", ""]  # fmt: skip
    lines += [f"<{SCHEME}> a skos:ConceptScheme .", ""]
    for concept in concepts:
        facts = [f"c:{concept.id} a skos:Concept ;", f"    skos:inScheme <{SCHEME}> ;"]
        if concept.parent:
            facts.append(f"    skos:broader c:{concept.parent} ;")
        for lang, labels in concept.labels.items():
            tag = _tag(lang)
            facts.append(f"    skos:prefLabel {_quoted(labels[0])}@{tag} ;")
            facts += [f"    skos:altLabel {_quoted(label)}@{tag} ;" for label in labels[1:]]
            if len(labels) > 2:
                facts.append(f"    gd:labels {_quoted('|'.join(labels))}@{tag} ;")
        for scheme, codes in concept.codes.items():
            facts += [f"    skos:notation {_quoted(code)}^^<{CODES}{scheme}> ;" for code in codes.split("|")]
            if scheme == "gemet":
                facts += [f"    skos:closeMatch <{GEMET}{code}> ;" for code in codes.split("|")]
        facts[-1] = facts[-1].removesuffix(";") + "."
        lines += [*facts, ""]
    return "\n".join(lines)


CONTEXT: dict[str, Any] = {
    "skos": SKOS, "id": "@id", "type": "@type",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel", "@container": "@language"},
    "labels": {"@id": ORDER, "@container": "@language"},
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "closeMatch": {"@id": "skos:closeMatch", "@type": "@id"},
    "notation": {"@id": "skos:notation"},
}  # fmt: skip


def _jsonld(concepts: Iterable[Concept]) -> str:
    graph: list[dict[str, Any]] = [{"id": SCHEME, "type": "skos:ConceptScheme"}]
    for concept in concepts:
        node: dict[str, Any] = {"id": CONCEPT + concept.id, "type": "skos:Concept", "inScheme": SCHEME}
        if concept.parent:
            node["broader"] = CONCEPT + concept.parent
        node["prefLabel"] = {_tag(lang): labels[0] for lang, labels in concept.labels.items()}
        node["altLabel"] = {_tag(lang): list(labels[1:]) for lang, labels in concept.labels.items() if labels[1:]}
        node["labels"] = {_tag(lang): "|".join(labels) for lang, labels in concept.labels.items() if labels[2:]}
        node["notation"] = [
            {"@value": code, "@type": CODES + scheme}
            for scheme, codes in concept.codes.items()
            for code in codes.split("|")
        ]
        node["closeMatch"] = [GEMET + code for code in concept.codes.get("gemet", "").split("|") if code]
        graph.append({name: value for name, value in node.items() if value})
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _rdf_reader(kind: str) -> Callable[[str], list[Concept]]:
    def reader(text: str) -> list[Concept]:
        from rdflib import Graph  # a third of a second that only a SKOS file needs
        from rdflib.plugins.parsers.jsonld import to_rdf

        graph = Graph()
        tree = _local_json(text) if kind == "json-ld" else None
        try:
            if tree is None:
                graph.parse(data=text, format=kind, publicID=SCHEME)
            else:
                to_rdf(tree, graph, base=SCHEME)
        except Exception as error:  # rdflib's parsers raise whatever they stumble over
            line = getattr(error, "lines", None)
            where = _line(int(line) + 1) if line is not None else _("The file")
            raise BadLexicon(where=where, what=_("this cannot be read as SKOS."), field="file") from error
        return _concepts_in(graph)

    return reader


def _local_json(text: str) -> Any:
    """A context that stands elsewhere would be fetched. We ask no other host for anything. Raises BadLexicon."""
    try:
        tree = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise BadLexicon(where=_line(line), what=_("this is not JSON."), field="file") from error
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            contexts = value.get("@context", [])
            listed = contexts if isinstance(contexts, list) else [contexts]
            if "@import" in value or any(isinstance(each, str) for each in listed):
                raise BadLexicon(where="@context", what=_("the context must stand in the file itself."), field="file")
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return tree


def _concepts_in(graph: Any) -> list[Concept]:
    from rdflib import RDF, Literal, URIRef  # with the reader above

    def named(local: str) -> Any:
        return URIRef(SKOS + local)

    made = []
    for subject in sorted(set(graph.subjects(RDF.type, named("Concept"))), key=str):
        key = str(subject).removeprefix(CONCEPT)
        if not str(subject).startswith(CONCEPT):
            raise BadLexicon(where=str(subject), what=_("the address of a concept must begin with %(start)s.") % {"start": CONCEPT}, field="id")  # fmt: skip
        broader = sorted({str(each).removeprefix(CONCEPT) for each in graph.objects(subject, named("broader"))})
        if len(broader) > 1:
            raise BadLexicon(where=key, what=_("it has more than one broader concept."), field="broader")
        labels = _labels_of(graph, subject, key, named)
        codes: dict[str, list[str]] = {}
        for code in graph.objects(subject, named("notation")):
            scheme = str(code.datatype or "").removeprefix(CODES) if isinstance(code, Literal) else ""
            if scheme in SCHEMES:
                codes.setdefault(scheme, []).append(str(code))
        joined = {scheme: "|".join(sorted(codes[scheme])) for scheme in SCHEMES if scheme in codes}
        made.append(_concept(key, key, broader[0] if broader else "", labels, joined))
    return made


def _labels_of(graph: Any, subject: Any, key: str, named: Callable[[str], Any]) -> dict[str, list[str]]:
    from rdflib import Literal, URIRef  # with the reader above

    def by_lang(predicate: Any) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for label in graph.objects(subject, predicate):
            if isinstance(label, Literal) and label.language:
                found.setdefault(_engine_lang(label.language), []).append(str(label))
        return found

    first, others, order = by_lang(named("prefLabel")), by_lang(named("altLabel")), by_lang(URIRef(ORDER))
    labels = {}
    for lang in LANGS:
        if len(first.get(lang, [])) > 1:
            raise BadLexicon(where=key, what=_("it has more than one preferred label in %(lang)s.") % {"lang": lang}, field="prefLabel")  # fmt: skip
        if others.get(lang) and not first.get(lang):
            raise BadLexicon(where=key, what=_("it has labels in %(lang)s, none of them preferred.") % {"lang": lang}, field="prefLabel")  # fmt: skip
        places = {label: place for place, label in enumerate((order.get(lang) or [""])[0].split("|"))}
        rest = sorted(others.get(lang, []), key=lambda label: (places.get(label, len(places)), label))
        labels[lang] = first.get(lang, []) + rest
    return labels
