from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "greendesk.outbox"
    label = "outbox"
