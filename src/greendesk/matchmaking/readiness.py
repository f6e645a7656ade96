"""The questions about a company's readiness for a market, in versions: what is kept are their names and the answers.

A question is never reworded into another one; a changed list is a new version beside the old, so that a check of
years ago still reads as it was answered.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Say(models.TextChoices):
    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    text: str | Promise


VERSION = 1
QUESTIONS: dict[int, tuple[Question, ...]] = {
    1: (
        Question("product", _("Is the product ready to be sold abroad, with papers in a language the buyer reads?")),
        Question("reference", _("Does it run somewhere at full scale, where a buyer can see it?")),
        Question("staff", _("Is there somebody with the time to follow up, also after the journey?")),
        Question("management", _("Does the management stand behind it for at least two years?")),
        Question("money", _("Is there money for travel, adaptation and a first pilot?")),
        Question("approvals", _("Are approvals and standards of the market known, and met or within reach?")),
        Question("rights", _("Are patents, trade marks and secrets protected there?")),
        Question("service", _("Can it be delivered and serviced there, alone or with a partner?")),
    )
}


@dataclass(frozen=True, slots=True)
class Said:
    """One question with its answer; `answer` is empty where none was given."""

    question: str | Promise
    answer: str
    label: str | Promise


def said_in(answers: dict[str, str], version: int) -> list[Said]:
    """Every question of that version in its order, then what was answered outside of it."""
    asked = {question.name: question.text for question in QUESTIONS.get(version, ())}
    names = [*asked, *(name for name in answers if name not in asked)]
    labels = dict(Say.choices)
    return [Said(asked.get(name, name), answers.get(name, ""), labels.get(answers.get(name, ""), "")) for name in names]
