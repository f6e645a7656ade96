import importlib.util

import pytest

from tests.setup.houses import ROOT

spec = importlib.util.spec_from_file_location("check_foreign_hosts", ROOT / "tools" / "check_foreign_hosts.py")
assert spec and spec.loader
check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", '<script\n defer src="https://cdn.example/x.js"></script>'),
        (".html", "<img alt='' src='//img.example/a.png'>"),
        (".html", '<link rel="stylesheet" href="https://fonts.example/css">'),
        (".html", '<form method="post" action="https://other.example/">'),
        (".html", '<button hx-post="https://other.example/">'),
        (".html", '<div style="background: url(http://other.example/a.png)">'),
        (".css", '@import "https://fonts.example/css";'),
        (".css", "a { background: url( '//img.example/a.png' ) }"),
        (".js", 'import x from "https://cdn.example/x.js"'),
        (".js", "await fetch(`https://api.example/`)"),
        (".js", "new WebSocket('wss://api.example/')"),
    ],
)
def test_what_a_browser_would_fetch_elsewhere_is_found(suffix: str, text: str) -> None:
    assert len(list(check.matches(text, suffix))) == 1


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", '<a href="https://www.example.org/">the ministry</a>'),
        (".html", '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'),
        (".html", '<img src="{% static "x.png" %}"> <!-- // not an address -->'),
        (".js", "// see https://example.org/\nconst here = fetch('/api/v1/')"),
    ],
)
def test_links_and_namespaces_are_no_requests(suffix: str, text: str) -> None:
    assert list(check.matches(text, suffix)) == []
