from django.apps import AppConfig


class EffectsConfig(AppConfig):
    name = "greendesk.effects"
    label = "effects"
