from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        import courses.notices  # noqa: F401 - registers the kinds of notification
