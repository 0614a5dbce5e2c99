"""What authors and reviewers are told about courses."""

from django.utils.translation import gettext_lazy as _

from portal.notifications import Kind, register

REVIEW_REQUESTED = register(
    Kind(
        name="courses.review_requested",
        label=_("A course waits for your review"),
        subject=_("“%(title)s” waits for review"),
        body=_("An author sent the course “%(title)s” to review. Someone else than the sender decides."),
        action=_("Review it"),
    )
)
APPROVED = register(
    Kind(
        name="courses.approved",
        label=_("A course of yours is published"),
        subject=_("“%(title)s” is published"),
        body=_("A reviewer approved the course “%(title)s”. It is in the catalogue now."),
        action=_("See the course"),
    )
)
MARKING_REQUESTED = register(
    Kind(
        name="courses.marking_requested",
        label=_("Answers wait for your marks"),
        subject=_("Answers in “%(title)s” wait for marks"),
        body=_("A learner of “%(title)s” handed in what a person must mark. You are told once a day."),
        action=_("Mark them"),
    )
)
MARKED = register(
    Kind(
        name="courses.marked",
        label=_("Your answers are marked"),
        subject=_("Your assessment in “%(title)s” is marked"),
        body=_("An assessor has marked your answers in “%(title)s”. The result is there, with any remarks."),
        action=_("See the result"),
    )
)
RETURNED = register(
    Kind(
        name="courses.returned",
        label=_("A course of yours comes back from review"),
        subject=_("“%(title)s” came back with remarks"),
        body=_("A reviewer asks for changes to the course “%(title)s”. Their remarks are on its page."),
        action=_("Read the remarks"),
    )
)
