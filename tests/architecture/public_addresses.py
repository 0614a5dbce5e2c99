"""Every address that answers without a signed-in person, and why it may. A test compares this with the URLs.

Written as Django writes routes; a route that ends in `…` stands for all that begin so.
"""

PUBLIC = {
    # People arriving and signing in
    "": "the front page says what Cairn is; signed in, it is the dashboard",
    "accounts/…": "allauth decides page by page: signing up, signing in, confirming an address, a new password",
    "admin/…": "Django's admin asks for a staff account itself",
    "appearance/": "light or dark is a matter of the browser, not of an account",
    "unsubscribe/<str:token>/": "one click in an e-mail unsubscribes (RFC 8058); the signed token says whom",
    # Machines that watch the portal
    "health/live": "load balancers have no account",
    "health/ready": "load balancers have no account",
    "metrics": "Prometheus has no account; the view asks for its own token",
    # The catalogue
    "courses/": "people look before they join",
    "courses/<slug:slug>/": "people look before they join",
    "skills/search": "the names of skills are nobody's data",
    "skills/<slug:framework>/": "what a framework holds is public",
    "skills/<slug:framework>/<slug:slug>/": "credentials name this address: verifiers read what the skill is",
    # Credentials: anyone can verify anything without asking us
    "credentials/<uuid:uuid>/": "whoever was given the address may see and verify the credential",
    "credentials/<uuid:uuid>.json": "the signed document itself, for any verifier",
    "credentials/<uuid:uuid>.pdf": "the certificate of a credential whose address was given",
    "credentials/<uuid:uuid>.png": "the baked badge of a credential whose address was given",
    "credentials/<uuid:uuid>.svg": "the baked badge of a credential whose address was given",
    "achievements/<slug:slug>/": "verifiers follow the achievement's address in a credential",
    "achievements/<slug:slug>/image.svg": "verifiers show the achievement's image",
    "achievements/<slug:slug>/image.png": "verifiers show the achievement's image",
    "issuers/<slug:slug>/": "verifiers follow the issuer's address in a credential",
    "issuers/<slug:slug>/did.json": "did:web: the public keys that every verification needs",
    "status/<uuid:uuid>": "the signed status list that every verification reads",
    "credentials/<uuid:uuid>.tlog-proof": "the proof that the credential is in the log, for any verifier",
    "log/": "how anyone checks the log",
    "log/checkpoint": "the signed head of the log, for witnesses and verifiers",
    "log/tile/<path:path>": "the log itself: salted hashes, nobody's data",
    "verify/": "the verification page is for everyone",
    # Portfolios under a link of the learner's choice
    "p/<slug:slug>/": "a published portfolio; an unpublished one answers 404",
    "p/<slug:slug>/files/<uuid:uuid>/": "pictures and files of public projects of a public portfolio",
    "shared/<str:token>/": "whoever holds an open share link has no account; the token is unguessable",
    "shared/<str:token>/files/<uuid:uuid>/": "files of projects that an open share link shows",
}
