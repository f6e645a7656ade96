"""Loading by command, and what happens when the files are not as they should be."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from greendesk.desks.models import Desk
from greendesk.web.demo import reading
from greendesk.web.demo.loading import load_demonstration

pytestmark = pytest.mark.django_db


def test_a_missing_folder_is_one_sentence(settings, tmp_path):
    settings.ROOT_DIR = tmp_path
    with pytest.raises(CommandError, match="needs the folder demo"):
        call_command("demo", "load")
    assert not Desk.objects.exists()


def test_a_record_that_does_not_fit_names_file_and_key_and_writes_nothing(tmp_path):
    files = tmp_path / "demo"
    shutil.copytree(reading.folder(), files)
    path = files / "agreements.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["records"][0]["place"] = "gbt2260:999999"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match=r"agreements\.json, dalarna-hubei"):
        load_demonstration(where=files)
    assert not Desk.objects.exists()


def test_nothing_is_loaded_where_a_desk_works(desk, capsys):
    call_command("demo", "load", "--if-empty")
    assert "nothing was loaded" in capsys.readouterr().out
    assert Desk.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("+3w tue", date(2026, 12, 8)),
        ("+0d", date(2026, 11, 22)),
        ("-5w mon", date(2026, 10, 12)),
        ("2017-09-11", date(2017, 9, 11)),
    ],
)
def test_days_from_today(text, day):
    assert reading.day_of(text, date(2026, 11, 22)) == day
