"""Skills: minimal, valid."""

import factory
from factory.django import DjangoModelFactory

from skills.models import Framework, Skill, SkillFamily


class FrameworkFactory(DjangoModelFactory[Framework]):
    class Meta:
        model = Framework

    slug = factory.Sequence(lambda n: f"framework-{n}")
    name = factory.Sequence(lambda n: f"Framework {n}")


class SkillFamilyFactory(DjangoModelFactory[SkillFamily]):
    class Meta:
        model = SkillFamily

    framework = factory.SubFactory(FrameworkFactory)
    slug = factory.Sequence(lambda n: f"family-{n}")
    name = factory.Sequence(lambda n: f"Family {n}")


class SkillFactory(DjangoModelFactory[Skill]):
    class Meta:
        model = Skill

    framework = factory.SubFactory(FrameworkFactory)
    slug = factory.Sequence(lambda n: f"skill-{n}")
    label = factory.Sequence(lambda n: f"Skill {n}")
    search_text = factory.SelfAttribute("label")
