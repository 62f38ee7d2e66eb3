"""Sentences of base: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "fault": (
        "Une erreur est survenue de notre côté. Rien n’a été perdu ; le numéro {request} permet de la retrouver.",
        "Something went wrong on our side. Nothing was lost; number {request} lets us find it.",
    ),
    "settings-unreadable": (
        "Le fichier de réglages {file} ne peut pas être lu : {why}.",
        "The settings file {file} cannot be read: {why}.",
    ),
    "settings-not-toml": (
        "Le fichier de réglages {file} n’est pas du TOML valide : {why}.",
        "The settings file {file} is not valid TOML: {why}.",
    ),
    "setting-unknown": (
        "Le réglage « {name} » n’existe pas. Voir docs/reference/settings.md.",
        "There is no setting “{name}”. See docs/reference/settings.md.",
    ),
    "setting-not-a-number": (
        "Le réglage « {name} » attend un nombre entier, pas « {value} ».",
        "The setting “{name}” takes a whole number, not “{value}”.",
    ),
    "setting-not-allowed": (
        "Le réglage « {name} » n’accepte pas « {value} » ; valeurs possibles : {allowed}.",
        "The setting “{name}” does not take “{value}”; possible values: {allowed}.",
    ),
}
