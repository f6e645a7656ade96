"""What matchmaking announces, after the transaction that did it."""

from django.dispatch import Signal

need_changed = Signal()
"""`challenge`: a need was opened, changed or ended: who can answer it may have changed with it."""

interest_changed = Signal()
"""`company`: a company said what it wants, or a desk judged its fit."""

introduced = Signal()
"""`introduction`: both sides were interested and letters to both wait in the outbox."""

weights_changed = Signal()
"""`desk`: it adopted what was learnt from its decisions, or took it back: its needs are matched with other weights."""
