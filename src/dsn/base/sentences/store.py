"""Sentences of store: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "store-url": (
        "L’adresse du dépôt « {url} » n’est pas comprise. Écrire sqlite:///fichier.db ou postgresql://….",
        "The store address “{url}” is not understood. Write sqlite:///file.db or postgresql://….",
    ),
    "store-away": (
        "Le dépôt ne répond pas. Rien n’a été changé ; réessayer dans un instant.",
        "The store does not answer. Nothing was changed; try again shortly.",
    ),
    "store-busy": (
        "Le dépôt est occupé. Rien n’a été changé ; réessayer dans un instant.",
        "The store is busy. Nothing was changed; try again shortly.",
    ),
    "store-closed": (
        "Le serveur s’arrête. Rien n’a été changé ; réessayer dans un instant.",
        "The server is shutting down. Nothing was changed; try again shortly.",
    ),
    "storage-full": (
        "Il n’y a plus de place pour écrire. Rien n’a été changé ; prévenir l’équipe informatique.",
        "There is no room left to write. Nothing was changed; tell the IT team.",
    ),
    "store-newer": (
        "Ce dépôt a été ouvert par une version plus récente du produit ({name} : étape {found}, connue : {known}).",
        "This store was opened by a newer version of the product ({name}: step {found}, known: {known}).",
    ),
    "sql-failed": (
        "La base de données a refusé une instruction : {reason}",
        "The database refused a statement: {reason}",
    ),
    "too-many-parameters": (
        "Le type {type} a trop de paramètres de recherche.",
        "Type {type} has too many search parameters.",
    ),
    "resource-type-unknown": (
        "« {type} » n’est pas un type de ressource de FHIR R4.",
        "“{type}” is not a FHIR R4 resource type.",
    ),
    "id-missing": (
        "La ressource à écrire n’a pas d’identifiant.",
        "The resource to write has no id.",
    ),
    "id-differs": (
        "L’identifiant {given} n’est pas celui de la ressource visée ({found}).",
        "Id {given} is not that of the resource meant ({found}).",
    ),
    "id-taken": (
        "{type}/{id} existe déjà.",
        "{type}/{id} already exists.",
    ),
    "id-of-another-type": (
        "Cet identifiant est celui d’une ressource {found}, et non {type}.",
        "This id is that of a {found}, not of a {type}.",
    ),
    "change-twice": (
        "La même ressource est changée deux fois dans un même envoi.",
        "The same resource is changed twice in one request.",
    ),
    "version-differs": (
        "La ressource a changé entre-temps : version {found}, attendue {expected}. La relire avant d’écrire.",
        "The resource has changed meanwhile: version {found}, expected {expected}. Read it again before writing.",
    ),
    "several-match": (
        "Plusieurs ressources {type} répondent à la condition ; une seule est permise.",
        "Several {type} resources meet the condition; only one may.",
    ),
    "none-matches": (
        "Aucune ressource {type} ne répond à la condition « {query} ».",
        "No {type} resource meets the condition “{query}”.",
    ),
    "guard-taken": (
        "Quelqu’un d’autre vient de le prendre ({key}).",
        "Someone else has just taken it ({key}).",
    ),
    "idempotency-reused": (
        "La clé d’idempotence {name} a déjà servi à un autre envoi.",
        "Idempotency key {name} was already used for another request.",
    ),
    "cursor-invalid": (
        "Ce repère de page n’est pas valide.",
        "This page cursor is not valid.",
    ),
    "page-expired": (
        "Cette page a expiré ; recommencer la recherche.",
        "This page has expired; search again.",
    ),
    "import-unreadable": (
        "{file} : ce n’est ni du JSON FHIR, ni du NDJSON.",
        "{file}: neither FHIR JSON nor NDJSON.",
    ),
    "import-method": (
        "Une entrée « {method} » n’est pas un ajout : l’import ne fait que POST et PUT.",
        "An entry to “{method}” is no addition: an import only does POST and PUT.",
    ),
    "import-missing": (
        "{file} : il n’y a pas de tel fichier.",
        "{file}: there is no such file.",
    ),
    "import-report-lost": (
        "{file} n’est plus le fichier des refus de cet import arrêté. Remettez-le, ou recommencez par --from-start.",
        "{file} is no longer the file of refusals of this stopped import. Put it back, or begin anew by --from-start.",
    ),
    "blob-mark": (
        "L’extension {url} est réservée au dépôt : envoyer le contenu lui-même.",
        "Extension {url} is the store’s own: send the content itself.",
    ),
    "blob-missing": (
        "Un contenu du dossier manque dans le dépôt ({digest}). Prévenir l’équipe informatique.",
        "A content of the record is missing from the store ({digest}). Tell the IT team.",
    ),
    "tidy-running": (
        "Un autre « dsn tidy » est déjà à l’œuvre sur ce dépôt. Rien n’a été changé ; attendre qu’il ait fini.",
        "Another “dsn tidy” is already at work on this store. Nothing was changed; wait until it is done.",
    ),
    "store-open": (
        "Quelqu’un d’autre a ce dépôt ouvert : le fichier ne peut être réécrit. Arrêter le serveur, ou s’en passer.",
        "Somebody else has this store open: the file cannot be rewritten. Stop the server, or do without.",
    ),
    "projection-unknown": (
        "« {name} » n’est pas une projection. Celles qui existent : {known}.",
        "“{name}” is no projection. Those there are: {known}.",
    ),
}
