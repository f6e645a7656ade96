from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "greendesk.kit"
    label = "kit"
