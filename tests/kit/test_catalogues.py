"""Finding sentences: no name that marks them is overlooked."""

from __future__ import annotations

import ast

from greendesk.kit.catalogues import KEYWORDS, SOURCE, sentences_in


def test_every_name_under_which_gettext_is_imported_is_searched_for():
    names = {
        alias.asname or alias.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }

    assert names and names <= set(KEYWORDS)


def test_sentences_of_classes_are_found_as_those_of_functions_are():
    code = 'from django.utils.translation import gettext_lazy as _l\nlabel = _l("At most")\n'

    assert [sentence.text for sentence in sentences_in(code, is_template=False)] == ["At most"]
