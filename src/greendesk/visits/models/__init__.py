"""Delegations: the request, the guests, their programme stop by stop, and what was promised."""

from .delegations import (
    Delegation,
    DelegationInterest,
    DelegationLink,
    Direction,
    Gift,
    LegMinutes,
    Member,
    SiteWish,
    VisitReport,
)
from .invitations import CompanyInvitation
from .programmes import Feedback, HostAnswer, Programme, Repair, Stop, StopKind, StopState
from .requests import VisitRequest, VisitRequestState

__all__ = [
    "CompanyInvitation",
    "Delegation",
    "DelegationInterest",
    "DelegationLink",
    "Direction",
    "Feedback",
    "Gift",
    "HostAnswer",
    "LegMinutes",
    "Member",
    "Programme",
    "Repair",
    "SiteWish",
    "Stop",
    "StopKind",
    "StopState",
    "VisitReport",
    "VisitRequest",
    "VisitRequestState",
]
