"""What can be done with needs, interest and the suggestions that bring them together."""

from .cards import Submitted, open_card, renew_code
from .challenges import (
    answer_in_dialogue,
    ask_back,
    close_challenge,
    expire_challenges,
    extend_challenge,
    mark_answered,
    mark_implemented,
    publish_challenge,
    submit_challenge,
    triage_challenge,
    update_challenge,
)
from .decisions import (
    decide_on_suggestion,
    force_suggestion,
    introduce,
    pin_suggestion,
    release_suggestion,
    veto_suggestion,
)
from .interest import ask_interest, declare_interest, judge_fit, record_readiness
from .learning import adopt_adjustment, dismiss_adjustment, propose_adjustment, reverse_adjustment
from .referrals import refer, thank_referrer
from .suggesting import refresh_all, suggest_matches

__all__ = [
    "Submitted",
    "adopt_adjustment",
    "answer_in_dialogue",
    "ask_back",
    "ask_interest",
    "close_challenge",
    "decide_on_suggestion",
    "declare_interest",
    "dismiss_adjustment",
    "expire_challenges",
    "extend_challenge",
    "force_suggestion",
    "introduce",
    "judge_fit",
    "mark_answered",
    "mark_implemented",
    "open_card",
    "pin_suggestion",
    "propose_adjustment",
    "publish_challenge",
    "record_readiness",
    "refer",
    "refresh_all",
    "release_suggestion",
    "renew_code",
    "reverse_adjustment",
    "submit_challenge",
    "suggest_matches",
    "thank_referrer",
    "triage_challenge",
    "update_challenge",
    "veto_suggestion",
]
