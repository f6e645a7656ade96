"""No page asks another host for anything: look for what a browser would fetch by itself, and for addresses of registries.

Links that a person follows (`<a href>`) and XML namespaces are no requests. Checks the product's own templates, style
sheets and scripts as text; the tests in a browser watch the real requests. Standard library only.

    python3 tools/check_foreign_hosts.py [FOLDER]
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = r"(?:https?:)?//(?!127\.0\.0\.1|localhost)[\w\[]"
FETCHED = {
    ".html": [
        rf"<(?:script|img|iframe|source|video|audio|embed|track|input|image|use)\b[^>]*\b(?:src|href)\s*=\s*[\"']?\s*{ELSEWHERE}",
        rf"<link\b[^>]*\bhref\s*=\s*[\"']?\s*{ELSEWHERE}",
        rf"\b(?:srcset|poster|data|action|formaction|hx-(?:get|post|put|patch|delete))\s*=\s*[\"']?\s*{ELSEWHERE}",
        rf"http-equiv\s*=\s*[\"']?refresh[^>]*{ELSEWHERE}",
        rf"url\(\s*[\"']?\s*{ELSEWHERE}",
    ],
    ".css": [rf"url\(\s*[\"']?\s*{ELSEWHERE}", rf"@import\s+[\"']\s*{ELSEWHERE}"],
    ".js": [
        rf"\b(?:fetch|import|importScripts|open|sendBeacon|EventSource|WebSocket|Worker|Request|URL)\s*\(\s*[\"'`]\s*(?:{ELSEWHERE}|wss?:)",
        rf"\b(?:from|import)\s+[\"']\s*{ELSEWHERE}",
        rf"\.(?:src|href|action)\s*=\s*[\"'`]\s*{ELSEWHERE}",
    ],
}
FETCHED[".svg"] = FETCHED[".html"]
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npm", "--(?:extra-)?index" + "-url https?"))
)
LOCKED = (".lock", ".toml", ".cfg", ".ini", ".txt", ".json", "run", "desk")


def foreign_requests(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        patterns = FETCHED.get(path.suffix)
        if patterns and path.is_file():
            text = path.read_text(encoding="utf-8")
            yield from (f"{path}:{line}: {found}" for line, found in matches(text, path.suffix))


def matches(text: str, suffix: str) -> Iterator[tuple[int, str]]:
    """Line number and text of everything in it that a browser would fetch from elsewhere."""
    for pattern in FETCHED[suffix]:
        for found in re.finditer(pattern, text, re.IGNORECASE | re.DOTALL):
            yield text.count("\n", 0, found.start()) + 1, " ".join(found.group().split())[:120]


def registry_addresses() -> Iterator[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if name.endswith(LOCKED) and path.is_file():
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
                if REGISTRIES.search(line):
                    yield f"{name}:{number}: {line.strip()[:120]}"


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "src" / "greendesk"
    found = [*foreign_requests(folder), *registry_addresses()]
    for line in found:
        print(line)
    print(f"{len(found)} requests to other hosts or addresses of registries")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
