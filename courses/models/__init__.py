from courses.models.assessment import Assessment, Section, SectionItem
from courses.models.asset import Asset, CourseAsset
from courses.models.attempt import Attempt, AttemptItem, AttemptOutcome, Response, Score
from courses.models.course import Course, CourseSkill, CourseVersion
from courses.models.enrolment import Enrolment, LessonProgress
from courses.models.import_record import ImportRecord
from courses.models.item import Item, ItemVersion
from courses.models.lesson import Lesson, Module
from courses.models.review import Review

__all__ = [
    "Assessment",
    "Asset",
    "Attempt",
    "AttemptItem",
    "AttemptOutcome",
    "Course",
    "CourseAsset",
    "CourseSkill",
    "CourseVersion",
    "Enrolment",
    "ImportRecord",
    "Item",
    "ItemVersion",
    "Lesson",
    "LessonProgress",
    "Module",
    "Response",
    "Review",
    "Score",
    "Section",
    "SectionItem",
]
