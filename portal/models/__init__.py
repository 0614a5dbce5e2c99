from portal.models.audit import AuditEntry
from portal.models.notification import Notification, NotificationPreference
from portal.models.organisation import Invitation, Membership, Organisation, VerifiedDomain
from portal.models.outbox import OutboxDelivery, OutboxEvent
from portal.models.user import User

__all__ = [
    "AuditEntry",
    "Invitation",
    "Membership",
    "Notification",
    "NotificationPreference",
    "Organisation",
    "OutboxDelivery",
    "OutboxEvent",
    "User",
    "VerifiedDomain",
]
