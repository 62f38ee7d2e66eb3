"""Sentences of care: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "results-none-of-test": (
        "Le dossier n’a aucun résultat de l’analyse « {test} ».",
        "The record has no result of test “{test}”.",
    ),
}
