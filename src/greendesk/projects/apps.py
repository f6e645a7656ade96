from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "greendesk.projects"
    label = "projects"

    def ready(self) -> None:
        from greendesk.directory.signals import person_erased  # models are loaded by now

        from .access import forget_person

        person_erased.connect(forget_person, dispatch_uid="greendesk.projects.forget_person")
