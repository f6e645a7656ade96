"""What the directory announces."""

from django.dispatch import Signal

person_erased = Signal()
"""Sent inside the transaction of `erase_person` with `person` (its row, not yet emptied) and `words` (its names):
rooms that keep a copy of somebody's name or details clear it."""

records_merged = Signal()
"""Sent after the commit of a merge with `model`, `kept` and `gone` (primary keys)."""
