"""What the credentials room refuses.

CairnError
└── CredentialError
    ├── NotAProvider                the organisation does not issue
    ├── AchievementTaken            another issuer has an achievement of this short name
    ├── AchievementUnpublished      it has no wording yet, so it cannot be awarded
    ├── NotAllowed                  this person may not change this credential
    ├── NotIssued                   only what is signed can be revoked, suspended or replaced
    ├── AlreadyRevoked              a revocation is for ever
    ├── AlreadySuperseded           a newer credential has taken its place
    ├── NothingToRenew              it has no end, or ends as late already
    ├── KeyNotRevoked               what a good key signed is not issued anew
    ├── ReasonMissing               a revocation or correction says why
    ├── InvalidRule                 the stack rule is no rule; `problems` has everything that is wrong
    └── UnknownParts                the stack rule names achievements that do not exist; `slugs` has them
"""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.errors import CairnError


class CredentialError(CairnError):
    code = "credential"


class NotAProvider(CredentialError):
    code = "not_a_provider"
    message = _("Only an organisation that publishes courses can issue credentials.")


class AchievementTaken(CredentialError):
    code = "achievement_taken"
    message = _("Another issuer has an achievement with this short name. Choose another one.")


class AchievementUnpublished(CredentialError):
    code = "achievement_unpublished"
    message = _("This achievement has no wording yet, so it cannot be awarded.")


class NotAllowed(CredentialError):
    code = "not_allowed"
    message = _("Only the issuer's owners and assessors, and operators, may change this credential.")


class NotIssued(CredentialError):
    code = "not_issued"
    message = _("This credential is not signed yet. Try again in a moment.")


class AlreadyRevoked(CredentialError):
    code = "already_revoked"
    message = _("This credential is revoked. A revocation cannot be taken back.")


class AlreadySuperseded(CredentialError):
    code = "already_superseded"
    message = _("A newer credential has taken the place of this one. Change that one.")


class NothingToRenew(CredentialError):
    code = "nothing_to_renew"
    message = _("There is nothing to renew: this credential has no end, or ends as late already.")


class KeyNotRevoked(CredentialError):
    code = "key_not_revoked"
    message = _("This key is not revoked. Revoke it first; what it signed can then be issued anew.")


class ReasonMissing(CredentialError):
    code = "reason_missing"
    message = _("Say why, in at most 500 characters: the reason is shown to everyone who verifies.")


class InvalidRule(CredentialError):
    code = "invalid_rule"

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class UnknownParts(CredentialError):
    code = "unknown_parts"

    def __init__(self, slugs: Iterable[str]) -> None:
        self.slugs = tuple(sorted(slugs))
        super().__init__(
            gettext("The rule names achievements that do not exist: %(slugs)s.")
            % {"slugs": ", ".join(self.slugs)}
        )
