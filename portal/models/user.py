"""People. One account per person; what they may do follows from memberships, not from kinds of user."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.models.organisation import Organisation


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class UserManager(BaseUserManager["User"]):
    """Makes people; an e-mail address is stored as typed and compared without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    legal_name = models.CharField(
        _("legal name"), max_length=150, blank=True, help_text=_("As it should stand on a certificate.")
    )
    chosen_name = models.CharField(
        _("chosen name"), max_length=150, blank=True, help_text=_("What we and others call you.")
    )
    locale = models.CharField(_("language"), max_length=12, blank=True, choices=_languages)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    # Accommodations hold everywhere by themselves; the attempt freezes what applied.
    extra_time_factor = models.DecimalField(
        _("extra time"),
        max_digits=4,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("Time limits are multiplied by this factor."),
    )
    unlimited_time = models.BooleanField(_("no time limits"), default=False)
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0)
    is_staff = models.BooleanField(_("operator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_without_case"),
            models.CheckConstraint(
                condition=models.Q(extra_time_factor__gte=1), name="user_extra_time_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """What others may call this person; never the e-mail address."""
        return self.chosen_name or self.legal_name or str(_("Someone without a name"))

    @property
    def certificate_name(self) -> str:
        """The name that is frozen into a credential."""
        return self.legal_name or self.chosen_name

    def organisations_as(self, *roles: str) -> "models.QuerySet[Organisation]":
        """The organisations in which this person holds one of the roles (an owner holds them all)."""
        from portal.models.organisation import Organisation

        return Organisation.objects.for_member(self, *roles)
