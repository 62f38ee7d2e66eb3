"""Sentences of store: plan: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "search.value-unsupported": (
        "La recherche par « {name} » ne prend pas cette sorte de valeur ({source}).",
        "A search by “{name}” does not take this kind of value ({source}).",
    ),
    "search.cursor-invalid": (
        "Ce lien vers la page suivante ne peut pas être lu. Relancer la recherche.",
        "This link to the next page cannot be read. Search again.",
    ),
    "search.page-too-heavy": (
        "Un seul résultat amène plus de {limit} Mo de documents avec lui. Chercher ces documents par une recherche à"
        " part, sans « _include » ni « _revinclude » : elle les rend page par page.",
        "One result brings more than {limit} MB of documents along. Search for these documents by themselves, without"
        " “_include” or “_revinclude”: that gives them page by page.",
    ),
    "search.too-many-values": (
        "Le paramètre « {name} » prend au plus {most} valeurs à la fois.",
        "The parameter “{name}” takes at most {most} values at a time.",
    ),
    "search.rebuilding": (
        "La recherche par « {name} » attend que son index soit refait ({percent} %). Réessayer plus tard ; s’il"
        " n’avance pas, l’équipe informatique lance « dsn reindex ».",
        "A search by “{name}” waits until its index has been made anew ({percent} %). Try again later; if it does not"
        " move, the IT team runs “dsn reindex”.",
    ),
    "search.included-too-many": (
        "Cette page entraînerait plus de {most} ressources liées. Demander moins de résultats ou moins de liens.",
        "This page would bring more than {most} linked resources. Ask for fewer results on a page, or fewer links.",
    ),
}
