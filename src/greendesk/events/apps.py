from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "greendesk.events"
    label = "events"
