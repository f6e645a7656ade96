"""What this room does when a floor below, or its own verbs, announce a change: suggestions are looked for again."""

from typing import Any

from greendesk.catalogue.signals import offer_changed

from .signals import interest_changed, need_changed, weights_changed


def ask_refresh(*arguments: Any) -> None:
    from . import tasks  # brings the matching engine and numpy along, which no start needs

    tasks.ask_refresh(*arguments)


def on_offer_changed(sender: type, **rest: Any) -> None:
    ask_refresh()


def on_interest_changed(sender: type, **rest: Any) -> None:
    ask_refresh()


def on_need_changed(sender: type, challenge: Any, **rest: Any) -> None:
    ask_refresh(challenge)


def on_weights_changed(sender: type, **rest: Any) -> None:
    ask_refresh()


def listen() -> None:
    offer_changed.connect(on_offer_changed, dispatch_uid="matchmaking:offer")
    interest_changed.connect(on_interest_changed, dispatch_uid="matchmaking:interest")
    need_changed.connect(on_need_changed, dispatch_uid="matchmaking:need")
    weights_changed.connect(on_weights_changed, dispatch_uid="matchmaking:weights")
