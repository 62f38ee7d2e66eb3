"""Sentences of access: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "access-unknown-role": (
        "Le rôle « {role} » n’existe pas dans le catalogue des rôles.",
        "The role “{role}” is not in the catalogue of roles.",
    ),
    "access-s38": (
        "Membre d’un ordre professionnel, pour offrir des services (LRSSS, art. 38).",
        "Member of a professional order, to offer services (LRSSS, s. 38).",
    ),
    "access-s39": (
        "Intervenant, pour offrir des services ou pour du soutien (LRSSS, art. 39).",
        "Staff, to offer services or for support (LRSSS, s. 39).",
    ),
    "access-no-permit": (
        "Ce rôle exige un permis d’un ordre professionnel, et le compte n’en porte pas.",
        "This role needs a permit of a professional order, and the account holds none.",
    ),
    "access-system": ("Compte du système.", "System account."),
}
