"""The console command: engines without Django, everything else through Django's management."""

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import cast

WITHOUT_DJANGO = {
    "match": "greendesk.adapters.match_command",
    "timetable": "greendesk.engines.timetable.command",
    "programme": "greendesk.engines.programme.command",
}
HELP = """greendesk COMMAND

  match, timetable, programme   the engines by themselves, on files
  worker                        run jobs until told to stop
  backup FILE, restore FILE     everything, files included, from and to either database
  demo load, demo run           the demonstration, and its papers in out/
  translations compile | check  the catalogues of the interface
  version                       which greendesk this is
  help                          every other command (migrate, check, createsuperuser …)
"""


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = arguments[0] if arguments else ""
    if command in {"", "-h", "--help"}:
        sys.stdout.write(HELP)
        return 0 if command else 2
    if command in {"version", "--version"}:
        sys.stdout.write(f"greendesk {metadata.version('greendesk')}\n")
        return 0
    if command in WITHOUT_DJANGO:
        run = cast(Callable[[list[str]], int | None], importlib.import_module(WITHOUT_DJANGO[command]).main)
        return run(arguments[1:]) or 0
    return manage(arguments)


def manage(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greendesk.settings.dev")
    from django.core.management import execute_from_command_line  # the engines above do without Django

    execute_from_command_line(["greendesk", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
