"""What this room announces to the floors above, after the transaction is committed."""

from django.dispatch import Signal

#: A lead stands on another stage. Sends `lead` (Lead) and `before` (the stage it stood on).
lead_moved = Signal()
