from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "greendesk.visits"
    label = "visits"
