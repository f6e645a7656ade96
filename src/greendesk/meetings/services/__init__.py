"""Verbs of the meetings room."""

from .days import add_attendance, add_session, change_attendance, create_meeting_day, set_interpreters
from .planning import begin_planning, fill_version, plan_meeting_day, replan_timetable
from .publishing import publish_timetable
from .recording import cancel_meeting, fill_gap, record_meeting
from .requests import answer_request, lapse_requests, request_meeting
from .seating import choose_slot, move_in_draft, move_meeting

__all__ = [
    "add_attendance",
    "add_session",
    "answer_request",
    "begin_planning",
    "cancel_meeting",
    "change_attendance",
    "choose_slot",
    "create_meeting_day",
    "fill_gap",
    "fill_version",
    "lapse_requests",
    "move_in_draft",
    "move_meeting",
    "plan_meeting_day",
    "publish_timetable",
    "record_meeting",
    "replan_timetable",
    "request_meeting",
    "set_interpreters",
]
