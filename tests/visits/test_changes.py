"""What was changed in a programme is kept as a code and told in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from greendesk.visits import changes


def test_a_change_is_told_in_each_readers_language():
    stored = changes.kept("moved", "Biogas farm")

    with override("en"):
        assert changes.told(stored) == "moved: Biogas farm"
        assert changes.told(changes.kept("by-hand")) == "added by hand"
    with override("zh-hans"):
        assert changes.told(changes.kept("by-hand")) != "added by hand"


def test_what_is_no_code_stays_as_it_was_written():
    assert changes.told("the bridge was closed") == "the bridge was closed"


def test_a_change_without_words_is_a_mistake():
    with pytest.raises(KeyError):
        changes.kept("no-such-change")
