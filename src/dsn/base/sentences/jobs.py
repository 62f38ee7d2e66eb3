"""Sentences of jobs: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "backup-absent": (
        "{folder} n’est pas une sauvegarde : il n’y a pas de manifest.json, ou elle n’a pas été finie.",
        "{folder} is no backup: there is no manifest.json, or it was not finished.",
    ),
    "backup-folder-taken": (
        "Le dossier {folder} n’est pas vide. Une sauvegarde en veut un à elle.",
        "The folder {folder} is not empty. A backup wants one of its own.",
    ),
    "backup-unreadable": (
        "{file} est illisible ou coupé : cette sauvegarde ne peut pas servir.",
        "{file} cannot be read or is cut short: this backup cannot be used.",
    ),
    "backup-newer": (
        "Cette sauvegarde est d’un format plus récent ({found}) que ce programme n’en connaît ({known}).",
        "This backup is of a newer format ({found}) than this program knows ({known}).",
    ),
    "backup-changed": (
        "{file} manque, ou n’est plus tel qu’il a été sauvegardé.",
        "{file} is missing, or no longer as it was backed up.",
    ),
    "backup-damaged": (
        "{file} est abîmé : {reason}",
        "{file} is damaged: {reason}",
    ),
    "backup-surplus": (
        "{file} n’appartient pas à la sauvegarde.",
        "{file} does not belong to the backup.",
    ),
    "backup-other-engine": (
        "Cette sauvegarde est de {engine} et se remet sur {engine}. Pour changer, exportez puis importez.",
        "This backup is of {engine} and goes back to {engine}. To change, export and then import.",
    ),
    "restore-not-empty": (
        "Il y a déjà quelque chose à {place}. Une sauvegarde ne se remet que dans un endroit vide.",
        "Something is at {place} already. A backup goes back into an empty place only.",
    ),
    "copy-strange": (
        "La base contient ce que ce programme n’y met jamais ({names}) : utilisez pg_dump, ou retirez-le.",
        "The database holds what this program never puts there ({names}): use pg_dump, or take it out.",
    ),
    "export-folder-taken": (
        "Le dossier {folder} n’est pas vide, ou tient un export d’autre chose. Un export en veut un à lui.",
        "The folder {folder} is not empty, or holds an export of something else. An export wants one of its own.",
    ),
}
