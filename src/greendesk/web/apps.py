from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "greendesk.web"
    label = "web"
