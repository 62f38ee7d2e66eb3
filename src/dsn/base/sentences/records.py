"""Sentences of records: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "resource-not-found": (
        "{type}/{id} est introuvable, ou vous n’y avez pas accès.",
        "{type}/{id} was not found, or you have no access to it.",
    ),
    "version-not-found": (
        "La version {version} de {type}/{id} est introuvable, ou vous n’y avez pas accès.",
        "Version {version} of {type}/{id} was not found, or you have no access to it.",
    ),
    "resource-deleted": ("{type}/{id} a été supprimé.", "{type}/{id} was deleted."),
    "history-everyone-only": (
        "L’historique d’un type ou de tout le dossier demande un accès à toutes les personnes.",
        "The history of a type or of everything needs access to everyone’s record.",
    ),
    "identities-not-allowed": (
        "Votre rôle ne permet pas de chercher des personnes.",
        "Your role does not allow searching for people.",
    ),
    "identity-search-too-wide": (
        "Une recherche d’identité ne porte que sur le nom, les numéros, la naissance et le sexe, pas sur {parameter}.",
        "An identity search goes by name, numbers, birth and sex only, not by {parameter}.",
    ),
    "out-of-relation": (
        "Vous n’avez pas de relation de soins avec cette personne : seule son identité vous est montrée.",
        "You have no care relation with this person: only their identity is shown to you.",
    ),
    "access-identity": (
        "Identification d’une personne, sans accès à son dossier.",
        "Identifying a person, without access to their record.",
    ),
    "write-not-allowed": (
        "Votre rôle ou votre relation avec la personne ne permet pas d’écrire cette ressource ({type}).",
        "Your role or your relation with the person does not allow writing this resource ({type}).",
    ),
    "paging-token-invalid": (
        "Le lien vers cette page de résultats n’est pas l’un des nôtres. Relancez la recherche.",
        "The link to this page of results is not one of ours. Search again.",
    ),
    "paging-token-of-another-search": (
        "Le lien vers cette page appartient à une autre recherche ou à une autre personne. Relancez la recherche.",
        "The link to this page belongs to another search or another person. Search again.",
    ),
    "paging-token-old": (
        "Cette page de résultats n’est plus disponible après {minutes} minutes. Relancez la recherche.",
        "This page of results is no longer available after {minutes} minutes. Search again.",
    ),
    "destroy-not-allowed": (
        "Le rôle « {role} » ne peut pas détruire un dossier, ni y consentir.",
        "The role “{role}” may neither destroy a record nor agree to it.",
    ),
    "destroy-two-people": (
        "Une destruction se fait à deux : une autre personne doit y consentir.",
        "A destruction takes two: somebody else must agree.",
    ),
    "destroy-no-rule": (
        "Une destruction se fait sous une règle de conservation : dites laquelle.",
        "A destruction happens under a retention rule: say which.",
    ),
    "content-not-found": (
        "Ce contenu n’existe pas, ou vous n’y avez pas accès.",
        "This content does not exist, or you have no access to it.",
    ),
    "log-not-allowed": (
        "Vous ne pouvez pas lire le journal des accès d’une personne.",
        "You may not read the access log of a person.",
    ),
}
