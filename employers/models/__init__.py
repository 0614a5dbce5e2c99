from employers.models.discovery import WORK_MODES, Discovery, Exclusion, Place
from employers.models.introduction import Introduction
from employers.models.look import Look
from employers.models.talent import TalentRow

__all__ = ["WORK_MODES", "Discovery", "Exclusion", "Introduction", "Look", "Place", "TalentRow"]
