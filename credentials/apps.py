from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "credentials"

    def ready(self) -> None:
        import credentials.notices  # noqa: F401 - registers the kinds of notification
