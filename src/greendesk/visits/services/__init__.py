"""The verbs of this room."""

from .alternatives import choose_alternative
from .delegations import (
    add_members,
    cancel_delegation,
    delegation_from,
    edit_delegation,
    log_gift,
    move_member,
    order_members,
    plan_delegation,
    record_feedback,
    report_visit,
    take_up_again,
    wish_for_site,
)
from .hosts import answer_as_host, answer_by_phone, ask_host, current_stop, differences, programme_link, send_programme
from .programmes import (
    add_stop,
    describe_stop,
    draft_programme,
    lock_stop,
    move_stop,
    open_version,
    remove_stop,
    say_minutes,
    say_minutes_to,
    store_plan,
)
from .repairs import choose_repair, repair_programme
from .requests import code_of, open_card, request_visit, triage_visit
from .undo import undo_change

__all__ = [
    "add_members",
    "add_stop",
    "answer_as_host",
    "answer_by_phone",
    "ask_host",
    "cancel_delegation",
    "choose_alternative",
    "choose_repair",
    "code_of",
    "current_stop",
    "delegation_from",
    "describe_stop",
    "differences",
    "draft_programme",
    "edit_delegation",
    "lock_stop",
    "log_gift",
    "move_member",
    "move_stop",
    "open_card",
    "open_version",
    "order_members",
    "plan_delegation",
    "programme_link",
    "record_feedback",
    "remove_stop",
    "repair_programme",
    "report_visit",
    "request_visit",
    "say_minutes",
    "say_minutes_to",
    "send_programme",
    "store_plan",
    "take_up_again",
    "triage_visit",
    "undo_change",
    "wish_for_site",
]
