"""The time zones that a day or an event may be held in."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> tuple[tuple[str, str], ...]:
    """Names of the IANA database, as choices of a field: a record with any other zone could not be shown."""
    return tuple((name, name) for name in sorted(available_timezones()))


def zone_choices() -> list[tuple[str, str]]:
    return list(known_zones())
