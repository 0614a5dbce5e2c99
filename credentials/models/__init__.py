from credentials.models.achievement import Achievement, AchievementSkill, AchievementVersion, StackRule
from credentials.models.credential import Credential, Rendering
from credentials.models.issuer import IssuerProfile, SigningKey
from credentials.models.status import StatusList
from credentials.models.transparency import LogCheckpoint, LogKey, LogRecord, LogTile

__all__ = [
    "Achievement",
    "AchievementSkill",
    "AchievementVersion",
    "Credential",
    "IssuerProfile",
    "LogCheckpoint",
    "LogKey",
    "LogRecord",
    "LogTile",
    "Rendering",
    "SigningKey",
    "StackRule",
    "StatusList",
]
