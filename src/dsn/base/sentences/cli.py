"""Sentences of cli: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "import-path-absent": (
        "Le fichier ou dossier {file} n’existe pas.",
        "There is no file or folder {file}.",
    ),
}
