"""The achievement and the skills of a course, as they stand in course.yaml."""

from __future__ import annotations

import re

from courses.formats.fields import Fields
from courses.formats.model import AchievementDocument, SkillLevel
from courses.formats.names import SLUG

# Open Badges 3.0, AchievementType: the enumerated values; others are written as ext:Name.
ACHIEVEMENT_TYPES = frozenset(
    ["Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree", "Award",
     "Badge",
     "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification", "CommunityService",
     "Competency", "Course", "CoCurricular", "Degree", "Diploma", "DoctoralDegree", "Fieldwork",
     "GeneralEducationDevelopment", "JourneymanCertificate", "LearningProgram", "License", "Membership",
     "ProfessionalDoctorate", "QualityAssuranceCredential", "MasterCertificate", "MasterDegree",
     "MicroCredential", "ResearchDoctorate", "SecondarySchoolDiploma"]
)  # fmt: skip

# What the European Union asks a micro-credential to say (Council Recommendation 2022/C 243/02, Annex I).
ANNEX_I = ("participation", "assessment_type", "supervision", "quality_assurance")


def read_achievement(fields: Fields) -> AchievementDocument:
    kind = fields.line_of_text("type", default="MicroCredential")
    if kind not in ACHIEVEMENT_TYPES and not re.match(r"ext:[A-Za-z0-9._-]+\Z", kind):
        fields.report("type", f"“type” is “{kind}”; use a type of Open Badges 3.0, such as MicroCredential")
    document = AchievementDocument(
        slug=fields.slug("slug"),
        name=fields.line_of_text("name"),
        type=kind,
        description=fields.text("description"),
        criteria=fields.text("criteria"),
        skills=read_skills(fields, "skills"),
        hours=fields.optional_number("hours", most=10_000),
        credits=fields.optional_number("credits", most=1_000),
        eqf_level=fields.optional_integer("eqf_level", least=1, most=8),
        validity_months=fields.optional_integer("validity_months", least=1, most=1200),
        family=fields.slug("family") if "family" in fields else fields.raw("family"),
        **{name: _optional_line(fields, name) for name in ANNEX_I},
        guess_pass_limit=fields.optional_number("guess_pass_limit"),
    )
    fields.finish()
    return document


def _optional_line(fields: Fields, key: str) -> str | None:
    return fields.line_of_text(key) if key in fields else fields.raw(key)


def read_skills(fields: Fields, key: str) -> tuple[SkillLevel, ...]:
    found = []
    for entry in fields.mappings(key):
        skill = entry.line_of_text("skill")
        if skill and not SLUG.match(skill) and not re.match(r"https?://[^\s]+\Z|urn:[^\s]+\Z", skill):
            entry.report("skill", f"“{skill}” is neither a skill's key (a slug) nor an absolute URI")
        found.append(SkillLevel(skill, entry.integer("level", least=1, most=5)))
        entry.finish()
    names = [entry.skill for entry in found]
    if len(set(names)) < len(names):
        fields.report(key, f"“{key}” names a skill twice; keep one line for each skill")
    return tuple(found)
