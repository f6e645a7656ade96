"""Keeps what is derived in step: a saved record is indexed, a deleted one forgotten."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from . import indexing
from .sharing import DeskOwned, desk_owned_models


def on_saved(sender: type, instance: Any, raw: bool = False, **rest: Any) -> None:
    if not raw:
        indexing.index([instance])


def on_deleted(sender: type, instance: Any, **rest: Any) -> None:
    indexing.forget(instance)


def on_linked(sender: type, instance: Any, action: str, **rest: Any) -> None:
    if action.startswith("post_") and isinstance(instance, DeskOwned):
        indexing.index([instance])


def listen() -> None:
    for model in desk_owned_models():
        key = model._meta.label_lower
        post_save.connect(on_saved, sender=model, dispatch_uid=f"saved:{key}")
        post_delete.connect(on_deleted, sender=model, dispatch_uid=f"deleted:{key}")
        for field in model._meta.many_to_many:
            m2m_changed.connect(on_linked, sender=field.remote_field.through, dispatch_uid=f"linked:{key}:{field.name}")
