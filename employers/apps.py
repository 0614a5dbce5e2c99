from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "employers"

    def ready(self) -> None:
        import employers.notices  # noqa: F401 - registers the kinds of notification
