from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "greendesk.web"
    label = "web"

    def ready(self) -> None:
        from . import choices  # forms of other apps are ready only now

        choices.listen()
