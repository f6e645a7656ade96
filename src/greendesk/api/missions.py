"""Missions over the wire: tasks, and matches proposed from the partner's side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status
from ninja.responses import codes_4xx

from greendesk.catalogue.models import Company, Solution
from greendesk.desks.models import Account
from greendesk.directory.models import Person
from greendesk.matchmaking.models import Challenge
from greendesk.missions import services
from greendesk.missions.models import MatchProposal, Mission

from .access import ApiRequest
from .reading import router
from .records import Reader
from .schemas import Refusal, Versions
from .verbs import MADE, mine, texts, told


class TaskIn(Schema):
    """Either the e-mail of somebody who works at the desk, or the key of a person it knows."""

    text: Versions
    account: str = Field(default="", max_length=254)
    person: int | None = None
    due_on: date | None = None


class ProposalIn(Schema):
    challenge: int
    company: int
    solution: int | None = None
    reason: str = Field(min_length=1, max_length=500)


class ProposalOut(Schema):
    id: int
    state: str


class ProposalAnswerIn(Schema):
    accept: bool
    note: str = Field(default="", max_length=300)


@router.post("/missions/{int:pk}/tasks", response=MADE, operation_id="plan_task")
def plan_task(request: ApiRequest, pk: int, body: TaskIn) -> Any:
    row = mine(request, Mission, pk)
    account = Account.objects.filter(email=body.account.strip().casefold()).first() if body.account else None
    services.plan_task(
        row, text=texts(body.text), account=account, person=mine(request, Person, body.person), due_on=body.due_on,
        by=request.auth,
    )  # fmt: skip
    return Status(201, told(request, row))


@router.post(
    "/missions/{int:pk}/proposals", response={201: ProposalOut, codes_4xx: Refusal}, operation_id="propose_match"
)
def propose_match(request: ApiRequest, pk: int, body: ProposalIn) -> Any:
    reader = Reader(request.auth)
    row = services.propose_match(
        reader.one(Mission, pk), challenge=reader.one(Challenge, body.challenge), company=reader.one(Company, body.company),
        solution=reader.one(Solution, body.solution) if body.solution is not None else None, reason=body.reason, by=request.auth,
    )  # fmt: skip
    return Status(201, row)


@router.post(
    "/proposals/{int:pk}/answer", response={200: ProposalOut, codes_4xx: Refusal}, operation_id="answer_proposal"
)
def answer_proposal(request: ApiRequest, pk: int, body: ProposalAnswerIn) -> Any:
    row = MatchProposal.objects.editable_by(request.auth).filter(pk=pk).select_related("mission").first()
    if row is None:
        raise Http404
    now = timezone.now()
    if body.accept:
        return services.accept_proposal(row, by=request.auth, on=timezone.localdate(), at=now)
    return services.decline_proposal(row, by=request.auth, at=now, note=body.note)
