from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "greendesk.followups"
    label = "followups"

    def ready(self) -> None:
        from greendesk.kit import rota  # it has a model, and models are ready only now

        from . import receivers  # models are ready only now

        receivers.listen()
        rota.every(rota.DAILY, "greendesk.followups.tasks.draft_due_pulses", "followups.draft_due_pulses")
