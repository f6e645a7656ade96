"""A text against the register: suggestions with reasons, cut by the wall. The text is not kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.utils import timezone
from ninja import Field, Schema
from ninja.responses import codes_4xx

from greendesk.matchmaking import wording
from greendesk.matchmaking.asking import LONGEST, MODELS, Answer, answers_to

from .access import ApiRequest
from .reading import router
from .records import Reader
from .schemas import RecordOut, Refusal


class MatchIn(Schema):
    text: str = Field(min_length=1, max_length=LONGEST, description="a need, in any of the desk's languages")
    lang: str = Field("", max_length=12, description="BCP 47; left out, it is read from the text")
    kinds: list[Literal["company", "solution", "site"]] = Field(default_factory=list, description="left out: all")
    top: int = Field(10, ge=1, le=50)


class SharedConcept(Schema):
    key: str
    label: str = Field(description="in the reader's language")
    relation: str = Field(description="same, broader, narrower, sibling, near")
    need: list[str] = Field(description="words of the text")
    offer: list[str] = Field(description="words of the record")


class MatchReasons(Schema):
    lines: list[str] = Field(description="what speaks for it, in the reader's language, best first")
    concepts: list[SharedConcept]
    sentences: list[str] = Field(description="the closest pair: of the text, of the record")
    facts_agree: list[list[str]]
    facts_disagree: list[list[str]]
    excluded: list[str] = Field(description="clauses of the text that seem to exclude something; a person should look")


class MatchFound(Schema):
    score: int = Field(description="0–100: the chance that a person finds it worth a look")
    band: str = Field(description="strong, likely or possible")
    record: RecordOut
    reasons: MatchReasons


class MatchOut(Schema):
    lang: str = Field(description="the language in which the text was read")
    notes: list[str] = Field(description="language_guessed, language_unknown, shortened")
    version: str = Field(description="engine, model, lexicon and weights")
    items: list[MatchFound]


@router.post(
    "/match", response={200: MatchOut, codes_4xx: Refusal}, operation_id="match_text", summary="who answers a text"
)
def match(request: ApiRequest, body: MatchIn) -> MatchOut:
    """Companies, solutions and sites that may answer it, best first, with reasons; empty where nothing reaches 20."""
    kinds = tuple(dict.fromkeys(body.kinds)) or tuple(MODELS)
    found = answers_to(
        body.text, lang=body.lang, reader=request.auth, on=timezone.localdate(), top=body.top, kinds=kinds
    )
    records = _records(Reader(request.auth), found.found)
    themes = wording.labels_for([answer.reasons for answer in found.found])
    items = [
        MatchFound(
            score=round(100 * answer.score), band=answer.band, record=records[answer.kind, answer.record],
            reasons=_told(answer.reasons, themes),
        )
        for answer in found.found
        if (answer.kind, answer.record) in records
    ]  # fmt: skip
    return MatchOut(lang=found.lang, notes=list(found.notes), version=found.version, items=items)


def _records(reader: Reader, found: tuple[Answer, ...]) -> dict[tuple[str, int], RecordOut]:
    records = {}
    for kind, model in MODELS.items():
        wanted = [answer.record for answer in found if answer.kind == kind]
        if wanted:
            rows = reader.rows(model).filter(pk__in=wanted)
            records.update({(kind, row.pk): reader.record(row) for row in rows})
    return records


def _told(reasons: Mapping[str, Any], themes: Mapping[str, Any]) -> MatchReasons:
    concepts = [
        SharedConcept(
            key=each["id"], label=str(themes.get(each["id"], each["id"])), relation=each["relation"], need=each["need"],
            offer=each["offer"],
        )
        for each in reasons.get("concepts", [])
    ]  # fmt: skip
    return MatchReasons(
        lines=[line.text for line in wording.lines(reasons, themes)], concepts=concepts, sentences=list(reasons.get("sentences", [])),
        facts_agree=reasons.get("agree", []), facts_disagree=reasons.get("disagree", []),
        excluded=list(reasons.get("excluded", [])),
    )  # fmt: skip
