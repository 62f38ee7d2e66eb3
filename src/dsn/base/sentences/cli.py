"""Sentences of cli: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "import-path-absent": (
        "Le fichier ou dossier {file} n’existe pas.",
        "There is no file or folder {file}.",
    ),
    "port-taken": (
        "Le port {port} de {host} est déjà pris. Choisissez-en un autre avec --port, ou arrêtez qui l’occupe.",
        "Port {port} of {host} is taken already. Choose another with --port, or stop whoever has it.",
    ),
    "moment-unreadable": (
        "« {given} » n’est pas un moment. Écrire 2026-11-21 ou 2026-11-21T08:00.",
        "“{given}” is no moment. Write 2026-11-21 or 2026-11-21T08:00.",
    ),
    "reindex-unknown": (
        "« {name} » n’est ni un type de ressource, ni un paramètre de recherche de FHIR R4, comme Observation.code.",
        "“{name}” is neither a resource type nor a search parameter of FHIR R4, such as Observation.code.",
    ),
    "destroy-unconfirmed": (
        "Rien n’a été détruit : répétez l’identifiant ({id}) au clavier ou par --yes.",
        "Nothing was destroyed: repeat the id ({id}) at the keyboard or by --yes.",
    ),
    "file-refused": (
        "Le système a refusé « {file} » : {why}. Ce qui était confirmé est conservé.",
        "The system refused “{file}”: {why}. What was confirmed is kept.",
    ),
    "beside-failed": (
        "Ce qui se préparait à côté du service s’est arrêté ({what}) ; le service continue. Le journal dit où.",
        "What was being prepared beside the service has stopped ({what}); the service goes on. The log says where.",
    ),
}
