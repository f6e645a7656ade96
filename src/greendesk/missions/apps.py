from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "greendesk.missions"
    label = "missions"
