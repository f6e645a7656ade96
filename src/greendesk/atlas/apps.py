from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "greendesk.atlas"
    label = "atlas"
