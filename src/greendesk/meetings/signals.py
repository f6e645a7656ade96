"""What the meetings room announces, after the transaction is done."""

from django.dispatch import Signal

timetable_published = Signal()
"""A timetable is out. Arguments: version."""

meeting_recorded = Signal()
"""What came of a meeting was written down. Arguments: meeting."""
