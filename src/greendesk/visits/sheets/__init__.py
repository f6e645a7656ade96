"""What the papers of a visit say, in two languages side by side: plain values for the Typst templates."""

from .changes import changes_sheet
from .companies import book_sheet, company_brief_sheet
from .letters import invitation_sheet, thanks_sheet
from .people import briefing_sheet, cards_sheet, doors_sheet, seats_sheet
from .pictures import files_of
from .programme import pocket_sheet, programme_sheet, safety_sheet
from .report import report_sheet

__all__ = [
    "book_sheet",
    "briefing_sheet",
    "cards_sheet",
    "changes_sheet",
    "company_brief_sheet",
    "doors_sheet",
    "files_of",
    "invitation_sheet",
    "pocket_sheet",
    "programme_sheet",
    "report_sheet",
    "safety_sheet",
    "seats_sheet",
    "thanks_sheet",
]
