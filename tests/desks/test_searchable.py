"""One searchable text a record, and how much of it each level shows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from greendesk.desks.indexing import entry_of
from greendesk.desks.models import SearchEntry
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


def test_the_text_begins_with_what_lower_levels_show(desk):
    company = CompanyFactory(desk=desk, organisation__name="Nordvatten AB", source="Whispered at a fair")

    entry = entry_of(company)

    assert "whispered" in entry.text and "nordvatten" in entry.text
    assert "whispered" not in entry.text[: entry.at_summary]
    assert "nordvatten" in entry.text[: entry.at_summary]
    assert "nordvatten" not in entry.text[: entry.at_existence]


@pytest.mark.parametrize(("existence", "summary"), [(3, 2), (1, 5)])
def test_a_lower_level_never_shows_more(desk, existence, summary):
    entry = SearchEntry(desk=desk, kind="x", record=1, text="four", at_existence=existence, at_summary=summary)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()
