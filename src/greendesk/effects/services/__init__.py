"""What can be done in Effects: figures defined and observed, claims graded, effort written down, reports frozen."""

from .claims import ask_for_proof, change_claim, claim_effect, grade_effect
from .effort import put_back_effort, record_effort, strike_effort
from .figures import change_indicator, define_indicator, observe
from .objectives import tie_indicator, untie_indicator
from .reports import print_report, write_report

__all__ = [
    "ask_for_proof",
    "change_claim",
    "change_indicator",
    "claim_effect",
    "define_indicator",
    "grade_effect",
    "observe",
    "print_report",
    "put_back_effort",
    "record_effort",
    "strike_effort",
    "tie_indicator",
    "untie_indicator",
    "write_report",
]
