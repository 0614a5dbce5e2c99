"""People and organisations: minimal, valid."""

import factory
from factory.django import DjangoModelFactory

from portal.models import Membership, Organisation, User


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@people.example")
    legal_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("a-long-test-password")

    @factory.post_generation
    def verified(self, create: bool, extracted: bool | None, **_kwargs: object) -> None:
        """Unless `verified=False`, the e-mail address is confirmed, as sign-in asks for."""
        if create and extracted is not False:
            from allauth.account.models import EmailAddress

            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"Organisation {n}")
    is_provider = True
    is_employer = False


class EmployerFactory(OrganisationFactory):
    is_provider = False
    is_employer = True


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.OWNER
