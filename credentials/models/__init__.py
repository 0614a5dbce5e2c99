from credentials.models.achievement import Achievement, AchievementSkill, AchievementVersion, StackRule
from credentials.models.credential import Credential, Rendering
from credentials.models.issuer import IssuerProfile, SigningKey
from credentials.models.status import StatusList

__all__ = [
    "Achievement",
    "AchievementSkill",
    "AchievementVersion",
    "Credential",
    "IssuerProfile",
    "Rendering",
    "SigningKey",
    "StackRule",
    "StatusList",
]
