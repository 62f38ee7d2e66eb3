"""Sentences of log: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "log-flaw-changed": (
        "{month}, chaîne {writer} : la ligne {seq} a été modifiée, déplacée ou ajoutée.",
        "{month}, chain {writer}: row {seq} was changed, moved or added.",
    ),
    "log-flaw-missing": (
        "{month}, chaîne {writer} : il manque des lignes à partir de la ligne {seq}.",
        "{month}, chain {writer}: rows are missing from row {seq} on.",
    ),
    "log-flaw-unreadable": (
        "{month}, chaîne {writer} : la ligne {seq} est illisible.",
        "{month}, chain {writer}: row {seq} cannot be read.",
    ),
    "log-flaw-column": (
        "{month}, chaîne {writer} : la date ou le compte de la ligne {seq} ne sont pas ceux de l’événement.",
        "{month}, chain {writer}: date or account of row {seq} are not those of the event.",
    ),
    "log-flaw-subject": (
        "{month}, chaîne {writer} : les personnes inscrites pour la ligne {seq} ne sont pas celles de l’événement.",
        "{month}, chain {writer}: the people kept for row {seq} are not those of the event.",
    ),
    "log-flaw-head": (
        "{month}, chaîne {writer} : la signature de la fin de la chaîne n’est pas la nôtre.",
        "{month}, chain {writer}: the signature at the end of the chain is not ours.",
    ),
    "log-flaw-no-head": (
        "{month}, chaîne {writer} : la fin de la chaîne n’est pas signée.",
        "{month}, chain {writer}: the end of the chain is not signed.",
    ),
    "log-flaw-wrong-month": (
        "{month}, chaîne {writer} : la ligne {seq} appartient à un autre mois.",
        "{month}, chain {writer}: row {seq} belongs to another month.",
    ),
    "log-flaw-anchor": (
        "{month}, chaîne {writer} : le dossier se souvient d’une autre ligne {seq} que celle du journal.",
        "{month}, chain {writer}: the record remembers another row {seq} than the log has.",
    ),
    "log-flaw-seal": (
        "{month} : le sceau du mois est brisé, absent, ou n’est pas celui dont le dossier se souvient.",
        "{month}: the seal of the month is broken, gone, or not the one the record remembers.",
    ),
    "log-sealed": (
        "Le mois {month} du journal est scellé : il ne prend plus rien.",
        "The month {month} of the log is sealed: it takes nothing more.",
    ),
    "log-flaw-outbox": (
        "La ligne {seq} en attente dans le dossier a été modifiée.",
        "Row {seq} waiting in the record was changed.",
    ),
    "log-unreadable": (
        "Une ligne du journal des accès est illisible. Lancez « dsn log verify » pour savoir laquelle.",
        "A row of the access log cannot be read. Run “dsn log verify” to learn which one.",
    ),
    "log-outbox-changed": (
        "Une ligne du journal en attente a été modifiée. Lancez « dsn log verify » pour savoir laquelle.",
        "A waiting row of the log was changed. Run “dsn log verify” to learn which one.",
    ),
    "storage-reserve": (
        "Le disque est plein : on peut lire, non écrire. Rien n’a été changé ; l’équipe informatique doit faire de la"
        " place.",
        "The disk is full: one may read, not write. Nothing was changed; the IT team must make room.",
    ),
    "storage-low": (
        "Il reste très peu de place sur le disque : bientôt, on ne pourra plus ni écrire ni lire. L’équipe informatique"
        " doit faire de la place.",
        "Very little room is left on the disk: soon nothing can be written or read. The IT team must make room.",
    ),
}
