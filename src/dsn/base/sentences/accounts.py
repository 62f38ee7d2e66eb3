"""Sentences of accounts: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "account-unknown": ("Le compte « {account} » n’existe pas.", "There is no account “{account}”."),
    "demo-not-loopback": (
        "Les comptes de démonstration n’ont pas de mot de passe : ils ne sont servis que sur cette machine "
        "(127.0.0.1), pas sur {host}.",
        "Demonstration accounts have no password: they are served on this machine only (127.0.0.1), not on {host}.",
    ),
    "demo-not-from-here": (
        "Les comptes de démonstration ne s’utilisent que depuis cette machine.",
        "Demonstration accounts are used from this machine only.",
    ),
    "token-invalid": (
        "Ce jeton n’est pas l’un des nôtres. Demandez-en un avec « dsn token ».",
        "This token is not one of ours. Ask for one with “dsn token”.",
    ),
    "token-expired": (
        "Ce jeton a expiré. Demandez-en un autre avec « dsn token ».",
        "This token has expired. Ask for another with “dsn token”.",
    ),
}
