"""The card with which a problem owner comes back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from greendesk.catalogue.editing import hold
from greendesk.desks import logbook
from greendesk.desks.models import Account

from .. import cards, errors
from ..models import Card, Challenge


@dataclass(frozen=True, slots=True)
class Submitted:
    """A need that has arrived, with the card to come back with. The code is known here and on the card only."""

    challenge: Challenge
    number: str
    code: str


def give_card(challenge: Challenge, *, phone: str = "", wechat: str = "") -> Submitted:
    """A fresh card for a challenge that has none."""
    number = cards.new_number()
    while Card.objects.filter(number=number).exists():
        number = cards.new_number()
    code = cards.new_code()
    Card.objects.create(
        challenge=challenge, number=number, code_hash=cards.hash_of(number, code), phone=phone, wechat=wechat
    )
    return Submitted(challenge, number, code)


def open_card(number: str, code: str) -> Challenge:
    """The challenge behind a card. Raises CardUnknown, and CardLocked after ten wrong codes.

    A wrong try is written down whatever the caller does next: this verb is no transaction of its own making.
    """
    tidy = cards.tidy_number(number)
    card = Card.objects.select_related("challenge__desk", "challenge__place").filter(number=tidy).first()
    if card is None:
        cards.fits(tidy, code, "0")
        raise errors.CardUnknown(field="code")
    if card.failed_tries >= cards.MAX_TRIES:
        raise errors.CardLocked(field="code")
    if not cards.fits(tidy, code, card.code_hash):
        Card.objects.filter(pk=card.pk).update(failed_tries=F("failed_tries") + 1)
        raise errors.CardUnknown(field="code")
    if card.failed_tries:
        Card.objects.filter(pk=card.pk).update(failed_tries=0)
    return card.challenge


@transaction.atomic
def renew_code(challenge: Challenge, *, by: Account) -> Submitted:
    """A new code for a lost or locked card; a challenge that came another way gets its first card."""
    held = hold(challenge, by)
    card = Card.objects.select_for_update().filter(challenge=held).first()
    if card is None:
        given = give_card(held)
    else:
        code = cards.new_code()
        card.code_hash, card.failed_tries = cards.hash_of(card.number, code), 0
        card.save(update_fields=["code_hash", "failed_tries"])
        given = Submitted(held, card.number, code)
    logbook.record("challenge.code_renewed", by=by, on=held)
    return given
