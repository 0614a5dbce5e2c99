from skills.models.skill import LEVEL_CHOICES, Framework, Skill, SkillFamily

__all__ = ["LEVEL_CHOICES", "Framework", "Skill", "SkillFamily"]
