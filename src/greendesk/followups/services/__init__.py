"""What can be done in Follow-up: leads opened, moved, lost and taken up again; companies asked; exchanges noted."""

from .exchanges import record_exchange
from .leads import edit_lead, lose_lead, open_lead, reopen_lead, take_next_step
from .pulses import answer_pulse, plan_pulses, send_pulse

__all__ = [
    "answer_pulse",
    "edit_lead",
    "lose_lead",
    "open_lead",
    "plan_pulses",
    "record_exchange",
    "reopen_lead",
    "send_pulse",
    "take_next_step",
]
