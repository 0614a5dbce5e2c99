"""Who hears what: the only wiring between apps, in one table.

The stored name of a subscription never changes once it has run in production: open deliveries carry it.
"""

from portal.outbox import Subscription

SUBSCRIPTIONS: tuple[Subscription, ...] = ()
