"""What the papers of a visit say, in two languages side by side: plain values for the Typst templates."""

from .changes import changes_sheet
from .letters import invitation_sheet, thanks_sheet
from .people import briefing_sheet, cards_sheet, doors_sheet, seats_sheet
from .programme import pocket_sheet, programme_sheet, safety_sheet

__all__ = [
    "briefing_sheet",
    "cards_sheet",
    "changes_sheet",
    "doors_sheet",
    "invitation_sheet",
    "pocket_sheet",
    "programme_sheet",
    "safety_sheet",
    "seats_sheet",
    "thanks_sheet",
]
