"""What the catalogue announces, after the transaction that did it."""

from django.dispatch import Signal

offer_changed = Signal()
"""`row`: a Company, Solution or ReferenceSite was registered or changed: what fits whom may have changed with it."""
