"""A learner's courses and the way through one of them."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import Attempt, AttemptOutcome, CourseVersion, Enrolment, Lesson, LessonProgress, Module
from credentials.models import Credential
from portal.models import User


def enrolments_of(learner: User) -> QuerySet[Enrolment]:
    """Not left, the latest used first, each with `lessons_done`, `lessons_all` and `being_marked`."""
    lessons = (
        Lesson.objects.filter(version=OuterRef("version"))
        .order_by()
        .values("version")
        .annotate(n=Count("pk"))
    )
    done = (
        LessonProgress.objects.filter(enrolment=OuterRef("pk"), completed_at__isnull=False)
        .order_by()
        .values("enrolment")
        .annotate(n=Count("pk"))
    )
    return (
        Enrolment.objects.of(learner)
        .filter(left_at=None)
        .select_related(
            "course__organisation",
            "version__assessment",
            "version__achievement__current_version",
            "last_lesson",
        )
        .prefetch_related("version__achievement__current_version__skill_levels")
        .annotate(
            lessons_all=Coalesce(Subquery(lessons.values("n")), 0),
            lessons_done=Coalesce(Subquery(done.values("n")), 0),
            being_marked=Exists(Attempt.objects.being_marked().filter(enrolment=OuterRef("pk"))),
        )
        .order_by("-last_active_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class LessonMark:
    """A lesson with what the learner did with it."""

    lesson: Lesson
    opened: bool
    done: bool


@dataclass(frozen=True, slots=True)
class ModuleMark:
    module: Module
    lessons: list[LessonMark]


@dataclass(frozen=True, slots=True)
class Way:
    """The contents of a version as one learner sees them."""

    modules: list[ModuleMark]

    @property
    def marks(self) -> list[LessonMark]:
        return [mark for module in self.modules for mark in module.lessons]

    @property
    def done(self) -> int:
        return sum(mark.done for mark in self.marks)

    @property
    def total(self) -> int:
        return len(self.marks)

    @property
    def minutes_left(self) -> int:
        return sum(mark.lesson.minutes for mark in self.marks if not mark.done)

    def around(self, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after."""
        lessons = [mark.lesson for mark in self.marks]
        place = next(index for index, other in enumerate(lessons) if other.pk == lesson.pk)
        before = lessons[place - 1] if place else None
        return before, lessons[place + 1] if place + 1 < len(lessons) else None

    def resume(self, enrolment: Enrolment) -> Lesson | None:
        """Where the learner goes on: the last lesson, the first one not done, else the first."""
        lessons = [mark.lesson for mark in self.marks]
        last = next((one for one in lessons if one.pk == enrolment.last_lesson_id), None)
        undone = next((mark.lesson for mark in self.marks if not mark.done), None)
        return last or undone or (lessons[0] if lessons else None)


def way_through(version: CourseVersion, enrolment: Enrolment | None = None) -> Way:
    """Modules and lessons in teaching order (three queries); without an enrolment nothing is marked."""
    progress: dict[int, LessonProgress] = {}
    if enrolment is not None:
        progress = {row.lesson_id: row for row in LessonProgress.objects.filter(enrolment=enrolment)}
    lessons = Lesson.objects.defer("body").order_by("position", "pk")
    modules = version.modules.order_by("position", "pk").prefetch_related(
        Prefetch("lessons", queryset=lessons)
    )
    return Way(
        [
            ModuleMark(module, [_mark(lesson, progress.get(lesson.pk)) for lesson in module.lessons.all()])
            for module in modules
        ]
    )


def _mark(lesson: Lesson, progress: LessonProgress | None) -> LessonMark:
    return LessonMark(
        lesson, progress is not None, progress is not None and progress.completed_at is not None
    )


def attempts_of(enrolment: Enrolment) -> QuerySet[Attempt]:
    """The newest first, each with the outcome that counts as `fraction` and `passed` (None while open)."""
    newest = AttemptOutcome.objects.filter(attempt=OuterRef("pk")).order_by("-pk")
    return (
        Attempt.objects.filter(enrolment=enrolment)
        .annotate(
            fraction=Subquery(newest.values("fraction")[:1]), passed=Subquery(newest.values("passed")[:1])
        )
        .order_by("-number", "pk")
    )


def credential_from(enrolment: Enrolment) -> Credential | None:
    """What passing this course earned, once it is decided."""
    return (
        Credential.objects.filter(learner=enrolment.learner_id, source=f"enrolment:{enrolment.uuid}")
        .order_by("pk")
        .first()
    )
