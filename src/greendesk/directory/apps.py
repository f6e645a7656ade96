from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "greendesk.directory"
    label = "directory"

    def ready(self) -> None:
        from greendesk.kit import rota  # it has a model, and models are ready only now

        rota.every(rota.DAILY, "greendesk.directory.tasks.forget_due", "directory.forget_due")
