"""The promises of the house: relations point down, every record answers for its wall, seams are documented."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.db import models

from greendesk.desks.sharing import DeskOwned, Part, desk_owned_models, part_models

ROOT = Path(__file__).parents[1]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])


def floors() -> dict[str, int]:
    """Height of each room: larger is higher."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c for c in contracts if c["type"] == "layers")["layers"]
    return {room.strip(): len(layers) - i for i, layer in enumerate(layers) for room in layer.split("|")}


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("greendesk.")]


def test_every_relation_points_down_or_stays_in_its_room():
    height = floors()
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        and field.related_model.__module__.startswith("greendesk.")
        and field.related_model._meta.app_label != model._meta.app_label
        and height[field.related_model._meta.app_label] >= height[model._meta.app_label]
    ]  # fmt: skip
    assert upward == []


def test_every_model_with_a_desk_is_behind_the_wall():
    exempt = {
        "desks.Membership",
        "desks.GuestLink",
        "desks.LogEntry",
        "desks.SearchEntry",
        "desks.TextGap",
        "desks.Trash",
    }
    open_ones = [
        m._meta.label
        for m in our_models()
        if any(f.name == "desk" for f in m._meta.fields)
        and not issubclass(m, DeskOwned)
        and m._meta.label not in exempt
    ]
    assert open_ones == []


@pytest.mark.parametrize("model", [*desk_owned_models(), *part_models()], ids=lambda m: m._meta.label)
def test_every_record_answers_who_sees_and_who_edits(model):
    assert callable(model.objects.visible_to)
    assert callable(model.objects.editable_by)


@pytest.mark.parametrize("model", desk_owned_models(), ids=lambda m: m._meta.label)
def test_what_others_see_names_real_fields(model):
    for name in (*model.existence, *model.summary, *model.search_also):
        assert hasattr(model, name) or model._meta.get_field(name), name


@pytest.mark.parametrize("model", part_models(), ids=lambda m: m._meta.label)
def test_every_part_hangs_on_a_desk_owned_whole(model: type[Part]):
    assert issubclass(model.whole_model(), DeskOwned)


def test_every_environment_variable_is_documented():
    base = (ROOT / "src/greendesk/settings/base.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env(?:_list)?\("([A-Z_]+)"', base))
    assert names
    assert sorted(name for name in names if name not in DOCS) == []


def test_every_command_is_documented():
    ours = {name for name, app in get_commands().items() if str(app).startswith("greendesk.")}
    assert ours
    assert sorted(name for name in ours if f"greendesk {name}" not in DOCS) == []


def test_every_constraint_speaks():
    """A constraint's name is the sentence it enforces."""
    names = [c.name for m in our_models() for c in m._meta.constraints]
    assert names
    assert [name for name in names if "_" not in name] == []


def test_nothing_asks_another_host_for_anything():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {str(source) for sources in policy.values() for source in sources}
    assert allowed <= {"'self'", "'none'", "data:"}
