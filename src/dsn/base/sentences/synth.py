"""Sentences of synth: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "synth-count": (
        "On peut fabriquer de 0 à {most} personnes, en comptant à partir de la première.",
        "Between 0 and {most} people can be made, counting from the first.",
    ),
    "synth-too-many": (
        "Trop de ressources ou de personnes pour les identifiants : {most} au plus.",
        "Too many resources or people for the ids: {most} at most.",
    ),
    "synth-no-such-trade": (
        "Il n’y a pas de métier ni d’équipe « {trade} » dans la province fictive.",
        "There is no trade or team “{trade}” in the invented province.",
    ),
    "synth-no-such-establishment": (
        "Il n’y a pas d’établissement « {establishment} » ; voir « dsn synth establishments ».",
        "There is no establishment “{establishment}”; see “dsn synth establishments”.",
    ),
    "synth-out": (
        "Le fichier {file} ne peut pas être écrit : {why}.",
        "The file {file} cannot be written: {why}.",
    ),
}
