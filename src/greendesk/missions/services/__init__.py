"""Verbs of the missions room."""

from .journeys import (
    apply_for_mission,
    attach_picture,
    bring_in,
    close_mission,
    create_mission,
    fix_cohort,
    open_call,
    plan_mission_day,
    plan_programme_abroad,
    publish_story,
    record_vetting_visit,
    score_application,
    shortlist,
)
from .proposals import accept_proposal, decline_proposal, propose_match
from .slides import keep_slides, remove_slides
from .task_list import plan_task, tick_task

__all__ = [
    "accept_proposal",
    "apply_for_mission",
    "attach_picture",
    "bring_in",
    "close_mission",
    "create_mission",
    "decline_proposal",
    "fix_cohort",
    "keep_slides",
    "open_call",
    "plan_mission_day",
    "plan_programme_abroad",
    "plan_task",
    "propose_match",
    "publish_story",
    "record_vetting_visit",
    "remove_slides",
    "score_application",
    "shortlist",
    "tick_task",
]
