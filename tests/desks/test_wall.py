"""The wall, derived from the models: a canary in every text of every record, looked for by every other desk."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from greendesk.atlas.models import Place, Theme
from greendesk.desks.models import Account, Desk, Level, Role
from greendesk.desks.search import find
from greendesk.desks.sharing import DeskOwned, Shown, desk_owned_models, part_models
from greendesk.kit.facts import PartialDateField, QuantityField
from greendesk.kit.texts import Texts, TextsField
from tests.conftest import client_of
from tests.factories import AccountFactory, DeskFactory, MembershipFactory, PlaceFactory, ThemeFactory, officer_of

ALL = [*desk_owned_models(), *part_models()]
PLANTED = 7700  # the same primary key for every planted row, so that one guess opens every page
LEVELS = [Level.PRIVATE, Level.EXISTENCE, Level.SUMMARY, Level.FULL]


def canary(model: type[models.Model], field: str) -> str:
    """A word of ten letters that stands nowhere else: one per model and field."""
    digest = hashlib.sha256(f"{model._meta.label_lower}.{field}".encode()).digest()
    return "cq" + "".join(chr(ord("a") + byte % 26) for byte in digest[:8])


def meaning_of(word: str) -> str:
    return next(
        (f"{m._meta.label}.{f.name}" for m in ALL for f in m._meta.concrete_fields if canary(m, f.name) == word), word
    )


class Planter:
    """Makes one row of any model, every text field of it holding a canary, related rows made as needed."""

    def __init__(self, desk: Desk, level: int) -> None:
        self.desk, self.level, self.made = desk, level, {}

    def row(self, model: type[models.Model]) -> models.Model:
        if model in self.made:
            return self.made[model]
        values = {
            f.name: self.value(model, f)
            for f in model._meta.concrete_fields
            if not f.primary_key and self.wanted(model, f)
        }
        row = model(pk=PLANTED, **values)
        self.settle(row)
        row.save()
        self.made[model] = row
        for field in model._meta.many_to_many:
            if field.related_model in (Theme, Place) and field.remote_field.through._meta.auto_created:
                getattr(row, field.name).add(self.value(model, field))
        return row

    def wanted(self, model: type[models.Model], field: Any) -> bool:
        if field.name in ("created_at", "updated_at", "revision"):
            return False
        if field.is_relation:
            return not field.null or field.related_model is Place
        return True

    def value(self, model: type[models.Model], field: Any) -> Any:
        if field.name == "desk":
            return self.desk
        if field.name == "sharing":
            return self.level
        if field.is_relation:
            if field.related_model is Place:
                return PlaceFactory(scheme="gbt2260", code="130600", name_en="Baoding", name_local="保定市")
            if field.related_model is Theme:
                return ThemeFactory(key="district-heating")
            if field.related_model is Account:
                return AccountFactory()
            return self.row(field.related_model)
        return plain_value(model, field)

    def settle(self, row: models.Model) -> None:
        """What constraints ask for that no single field can know."""
        label = row._meta.label
        if label == "matchmaking.Challenge":
            row.state, row.close_reason = "open", ""
        elif label == "matchmaking.Interest":
            row.stale_on = row.stated_on + timedelta(days=30)
        elif label == "matchmaking.Adjustment":
            row.refused_because = ""
        elif label == "matchmaking.Suggestion":
            row.company = self.row(apps_model("catalogue.Company"))
        elif label == "agreements.AgreementEvent":
            row.kind, row.end_reason = "signed", ""
        elif label == "agreements.Party":
            row.organisation = self.row(apps_model("directory.Organisation"))
        elif label == "directory.NetworkMembership":
            row.network = type(row.member)(desk=self.desk, name="Network", sharing=self.level)
            row.network.save()
        elif label == "projects.AccessPoint":
            row.agreement = self.row(apps_model("agreements.Agreement"))
        elif label == "missions.Task":
            row.account = AccountFactory()
        elif label == "calendars.Booking":
            row.ends_at, row.is_hold, row.holds_until = row.starts_at + timedelta(hours=1), False, None
        elif label == "events.PanelSlot":
            row.company, row.state = self.row(apps_model("catalogue.Company")), "booked"
        elif label in ("meetings.Meeting", "visits.Stop"):
            row.ends_at = row.starts_at + timedelta(hours=1)
            if label == "visits.Stop":
                row.kind = "call"
        elif label == "meetings.MeetingRequest":
            other = self.row(apps_model("meetings.Attendance"))
            organisation = apps_model("directory.Organisation")(desk=self.desk, name="Another", sharing=self.level)
            organisation.save()
            row.host = type(other).objects.create(day=other.day, organisation=organisation, is_host_side=True)
        elif label == "catalogue.Experience":
            row.consented_at = datetime(2026, 1, 1, tzinfo=UTC)
        elif label == "directory.Consent":
            row.withdrawn_at = None
        elif label == "visits.CompanyInvitation":
            row.answered_at = datetime(2026, 1, 1, tzinfo=UTC)
        elif label == "visits.HostAnswer":
            row.answer, row.proposed_at = "yes", None


def apps_model(label: str) -> Any:
    from django.apps import apps

    return apps.get_model(label)


def plain_value(model: type[models.Model], field: Any) -> Any:
    if field.name == "time_zone":
        return field.get_default()
    if isinstance(field, TextsField):
        return Texts.of("en", canary(model, field.name))
    if isinstance(field, PartialDateField):
        return "2011"
    if isinstance(field, QuantityField):
        return "~15"
    if field.choices:
        return next(value for value, _label in field.flatchoices if value not in ("", None))
    if isinstance(field, models.EmailField):
        return f"{canary(model, field.name)}@example.org"
    if isinstance(field, models.URLField):
        return f"https://example.org/{canary(model, field.name)}"
    if isinstance(field, models.SlugField):
        return canary(model, field.name) if field.max_length >= 10 else "short"
    if isinstance(field, (models.CharField, models.TextField)):
        return canary(model, field.name) if (field.max_length or 200) >= 10 else "short"
    if isinstance(field, models.JSONField):
        return [] if field.default is list else {}
    if isinstance(field, models.DateTimeField):
        return datetime(2026, 12, 1, 9, tzinfo=UTC) if not field.null else None
    if isinstance(field, models.DateField):
        return date(2026, 12, 1)
    if isinstance(field, models.TimeField):
        return "09:00"
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, models.FloatField):
        return 0.5
    if isinstance(field, models.BinaryField):
        return b"sealed"
    return field.get_default() if field.has_default() else 1


@pytest.fixture(params=LEVELS, ids=lambda level: Level(level).name.lower())
def planted(request, db) -> tuple[int, list[models.Model]]:
    planter = Planter(DeskFactory(name="Planting desk"), request.param)
    return request.param, [planter.row(model) for model in ALL]


@pytest.fixture(params=list(Role.values))
def outsider(request, db) -> Account:
    return officer_of(DeskFactory(name="Another desk"), request.param)


def canaries_of(row: models.Model) -> dict[str, str]:
    """Field → the canary that stands in it."""
    texts = (models.CharField, models.TextField, TextsField)
    return {
        f.name: canary(type(row), f.name)
        for f in row._meta.concrete_fields
        if isinstance(f, texts)
        and f.editable
        and not f.choices
        and canary(type(row), f.name) in str(plain_value(type(row), f))
    }


def allowed(row: models.Model, field: str, level: int) -> bool:
    """Whether another desk may read this field of this row, said again without the code under test."""
    if isinstance(row, DeskOwned):
        if level == Level.FULL:
            return True
        names = set(row.existence) if level >= Level.EXISTENCE else set()
        return field in (names | set(row.summary) if level >= Level.SUMMARY else names)
    confidential = type(type(row).objects).__name__.startswith("ManagerFromConfidential")
    owner_only = row._meta.label in ("events.PanelSlot", "events.Verdict")
    return not confidential and not owner_only and level >= type(row).seen_at


def forbidden_words(rows: list[models.Model], level: int) -> set[str]:
    kept = {c for row in rows for field, c in canaries_of(row).items() if allowed(row, field, level)}
    every = {c for row in rows for c in canaries_of(row).values()}
    return every - kept


def test_words_of_sets_keep_the_wall(planted, outsider):
    level, rows = planted
    for row in rows:
        seen = type(row).objects.visible_to(outsider).filter(pk=row.pk).first()
        if isinstance(row, DeskOwned):
            assert (seen is not None) == (level >= Level.EXISTENCE), row._meta.label
            if seen is not None:
                shown = Shown(seen)
                leaked = [
                    f for f, c in canaries_of(row).items() if c in str(getattr(shown, f)) and not allowed(row, f, level)
                ]
                assert leaked == [], row._meta.label
        elif seen is not None:
            assert any(allowed(row, f, level) for f in canaries_of(row)) or level >= type(row).seen_at, row._meta.label


def test_nobody_elsewhere_may_edit(planted, outsider):
    _level, rows = planted
    assert [row._meta.label for row in rows if type(row).objects.editable_by(outsider).filter(pk=row.pk).exists()] == []


def test_search_finds_nothing_above_the_level(planted, outsider):
    level, rows = planted
    for word in sorted(forbidden_words(rows, level)):
        assert find(word, outsider) == [], meaning_of(word)


def test_the_owner_finds_what_was_planted(planted):
    """The canaries are really there: a wall that hides everything from everybody proves nothing."""
    _level, rows = planted
    owner = MembershipFactory(desk=rows[0].desk, role=Role.OFFICER).account
    for row in rows:
        if isinstance(row, DeskOwned):
            assert type(row).objects.visible_to(owner).filter(pk=row.pk).exists(), row._meta.label
            for word in canaries_of(row).values():
                assert find(word, owner), meaning_of(word)


def named_patterns() -> list[tuple[str, dict[str, Any]]]:
    """(url name, parameters and their converters) of every page and API path."""
    found: list[tuple[str, dict[str, Any]]] = []

    def walk(patterns: list[Any], namespace: str, keys: dict[str, Any]) -> None:
        for pattern in patterns:
            own = keys | pattern.pattern.converters
            if isinstance(pattern, URLResolver):
                space = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                walk(pattern.url_patterns, space, own)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.append((namespace + pattern.name, own))

    walk(get_resolver().url_patterns, "", {})
    return found


@cache
def addresses() -> frozenset[str]:
    """Every page, with the planted rows' primary key; where an address takes a word, with a place's code as well."""
    found = set()
    for name, keys in named_patterns():
        for word in (PLANTED, "130600"):
            guess = {key: PLANTED if isinstance(kind, IntConverter) else word for key, kind in keys.items()}
            with suppress(NoReverseMatch):
                found.add(reverse(name, kwargs=guess))
    return frozenset(found)


POSTED: set[str] = set()  # addresses seen to answer nothing but what is sent to them, whoever asks


def test_no_page_export_or_api_answers_with_a_hidden_word(planted, outsider):
    level, rows = planted
    client = client_of(outsider, outsider.desk)
    hidden = forbidden_words(rows, level)
    pattern = re.compile("|".join(sorted(hidden, key=len, reverse=True)) or "$^")
    leaks = []
    for address in sorted(addresses() - POSTED):
        if address.startswith(("/sign-out", "/static", "/g/", "/api/openapi.json")):
            continue
        response = client.get(address, {"q": "cq"})
        if response.status_code == 405:
            POSTED.add(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = readable(body, response.headers.get("Content-Type", ""))
        leaks += [(address, meaning_of(word)) for word in set(pattern.findall(text))]
    assert leaks == []


def readable(body: bytes, media_type: str) -> str:
    """The words of an answer; the parts of a zip (a spreadsheet, a document) are read one by one."""
    if body[:2] == b"PK":
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if body[:4] == b"%PDF":
        import io

        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    text = body.decode("utf-8", "replace")
    return json.dumps(json.loads(text), ensure_ascii=False) if "json" in media_type and text else text


@pytest.mark.parametrize("words", ["visible_to", "concerns"])
def test_the_test_sees_a_hole(monkeypatch, db, words):
    """With a filter removed, the wall test turns red."""
    planter = Planter(DeskFactory(), Level.PRIVATE)
    row = planter.row(apps_model("agreements.Agreement"))
    outsider = officer_of(DeskFactory())
    assert not type(row).objects.visible_to(outsider).filter(pk=row.pk).exists()
    if words == "visible_to":
        monkeypatch.setattr("greendesk.desks.sharing._ours_sql", lambda model, desks: "1 = 1")
    else:
        monkeypatch.setattr(type(row), "concerns", classmethod(lambda cls, account: Q(pk__isnull=False)))
    assert type(row).objects.visible_to(outsider).filter(pk=row.pk).exists()
