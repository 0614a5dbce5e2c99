from portfolios.models.item import ClaimedSkill, CredentialChoice, Education, Experience, Project, ProjectFile
from portfolios.models.portfolio import Portfolio
from portfolios.models.sharing import ShareLink, ShareOpening
from portfolios.models.visibility import Audience, Visibility

__all__ = [
    "Audience",
    "ClaimedSkill",
    "CredentialChoice",
    "Education",
    "Experience",
    "Portfolio",
    "Project",
    "ProjectFile",
    "ShareLink",
    "ShareOpening",
    "Visibility",
]
