"""Sentences of api: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "token-missing": (
        "Cette adresse demande un jeton : « Authorization: Bearer … » (voir dsn token).",
        "This address needs a token: “Authorization: Bearer …” (see dsn token).",
    ),
    "path-unknown": ("Rien ne se trouve à l’adresse « {value} ».", "There is nothing at “{value}”."),
    "type-unknown": ("« {value} » n’est pas un type de ressource R4.", "“{value}” is no R4 resource type."),
    "method-not-allowed": (
        "La méthode {method} ne s’applique pas ici ; permises : {allowed}.",
        "The method {method} does not apply here; allowed: {allowed}.",
    ),
    "format-not-offered": (
        "La forme « {value} » n’est pas offerte ; il y a application/fhir+json et application/fhir+xml.",
        "The form “{value}” is not offered; there are application/fhir+json and application/fhir+xml.",
    ),
    "content-type-not-read": (
        "Un corps « {value} » ne peut pas être lu ici.",
        "A body of “{value}” cannot be read here.",
    ),
    "body-empty": ("La demande n’a pas de corps.", "The request has no body."),
    "body-too-large": (
        "Le corps de la demande dépasse la limite de {limit} octets.",
        "The body of the request is larger than the limit of {limit} bytes.",
    ),
    "body-length-malformed": (
        "L’en-tête Content-Length « {value} » n’est pas un nombre.",
        "The header Content-Length “{value}” is not a number.",
    ),
    "body-cut-short": ("Le corps de la demande s’est interrompu.", "The body of the request broke off."),
    "form-not-utf8": (
        "Le formulaire de recherche n’est pas en UTF-8 (octet {position}).",
        "The search form is not UTF-8 (byte {position}).",
    ),
    "type-differs": (
        "La ressource est de type {value} ; ici on attend {expected}.",
        "The resource is of type {value}; here {expected} is expected.",
    ),
    "id-missing-in-body": (
        "Une mise à jour doit porter l’id de l’adresse dans la ressource : {expected}.",
        "An update must carry the id of the address in the resource: {expected}.",
    ),
    "etag-not-a-version": (
        '« {value} » n’est pas une étiquette de version ; on attend W/"3".',
        '“{value}” is no version tag; W/"3" is expected.',
    ),
    "instant-malformed": (
        "« {name}={value} » n’est pas un instant ; on attend 2026-05-09T04:00:00-04:00.",
        "“{name}={value}” is no instant; 2026-05-09T04:00:00-04:00 is expected.",
    ),
    "count-not-a-number": ("« _count={value} » n’est pas un nombre.", "“_count={value}” is not a number."),
    "summary-unknown": (
        "« _summary={value} » n’existe pas ; il y a true, text, data, count et false.",
        "There is no “_summary={value}”; there are true, text, data, count and false.",
    ),
    "parameter-not-for-read": (
        "Le paramètre « {name} » ne s’applique pas à une lecture.",
        "The parameter “{name}” does not apply to a read.",
    ),
    "parameter-unknown": (
        "Le paramètre « {name} » n’existe pas pour l’historique.",
        "There is no parameter “{name}” for a history.",
    ),
    "compartment-not-offered": (
        "Seul le compartiment Patient est offert, pas {type}.",
        "Only the Patient compartment is offered, not {type}.",
    ),
    "capability-mode-unknown": (
        "« mode={value} » n’est pas offert ; il y a full.",
        "“mode={value}” is not offered; there is full.",
    ),
    "condition-empty": (
        "Une condition sans critère viserait tout : rien n’a été fait.",
        "A condition without criteria would mean everything: nothing was done.",
    ),
    "condition-matches-several": (
        "Plusieurs ressources répondent à « {criteria} » : rien n’a été fait.",
        "Several resources match “{criteria}”: nothing was done.",
    ),
    "bundle-expected": (
        "Cette adresse attend un Bundle, pas {value}.",
        "This address expects a Bundle, not {value}.",
    ),
    "bundle-type-not-processed": (
        "Un Bundle de type {value} ne peut pas être exécuté ; il y a transaction et batch.",
        "A Bundle of type {value} cannot be carried out; there are transaction and batch.",
    ),
    "entry-without-request": ("L’entrée n’a pas de « request ».", "The entry has no “request”."),
    "entry-without-resource": ("L’entrée n’a pas de ressource.", "The entry has no resource."),
    "parameters-not-utf8": (
        "Les paramètres de la demande ne sont pas en UTF-8.",
        "The parameters of the request are not UTF-8.",
    ),
    "parameters-too-many": (
        "La demande a plus de {most} paramètres.",
        "The request has more than {most} parameters.",
    ),
    "parameters-with-nul": (
        "Un paramètre contient le caractère nul, qui n’est permis nulle part.",
        "A parameter contains the null character, which is allowed nowhere.",
    ),
    "id-malformed": (
        "« {value} » ne peut pas être un id : 1 à 64 lettres, chiffres, points ou tirets.",
        "“{value}” cannot be an id: 1 to 64 letters, digits, dots or hyphens.",
    ),
    "history-count-zero": (
        "L’historique ne se compte pas ; « _count » doit être au moins 1.",
        "A history is not counted; “_count” must be at least 1.",
    ),
    "type-not-in-compartment": (
        "Les ressources {type} n’appartiennent pas au compartiment Patient.",
        "Resources of type {type} do not belong to the Patient compartment.",
    ),
    "nothing-to-match": (
        "{type}/{id} n’existe pas, et « If-Match: * » demande qu’elle existe.",
        "{type}/{id} does not exist, and “If-Match: *” asks that it does.",
    ),
    "none-match-only-star": (
        "Pour une écriture, If-None-Match n’est offert qu’avec « * », pas « {value} ».",
        "For a write, If-None-Match is offered with “*” only, not “{value}”.",
    ),
    "condition-matches-none": (
        "Aucune ressource ne répond à « {criteria} ».",
        "No resource matches “{criteria}”.",
    ),
    "full-url-twice": (
        "Deux entrées ont le même fullUrl : {value}.",
        "Two entries have the same fullUrl: {value}.",
    ),
    "entry-url-not-processed": (
        "Dans un Bundle, POST crée une ressource ; « {value} » n’est pas un type.",
        "Within a Bundle, POST creates a resource; “{value}” is no type.",
    ),
    "patch-media-type": (
        "Une correction se dit en application/json-patch+json ou par une ressource Parameters, pas « {value} ».",
        "A patch is told as application/json-patch+json or as a Parameters resource, not “{value}”.",
    ),
    "patch-malformed": (
        "Le JSON de la correction est mal formé.",
        "The JSON of the patch is malformed.",
    ),
    "patch-changes-identity": (
        "Une correction ne peut changer ni le type ni l’id de la ressource.",
        "A patch can change neither the type nor the id of the resource.",
    ),
    "patch-too-large": (
        "Les opérations de la correction copient trop de contenu (opération {index}).",
        "The operations of the patch copy too much content (operation {index}).",
    ),
    "patch-not-in-entry": (
        "L’entrée PATCH doit porter une ressource Parameters, ou une Binary en application/json-patch+json.",
        "The PATCH entry must carry a Parameters resource, or a Binary of application/json-patch+json.",
    ),
    "search-part-ignored": (
        "« {part} » n’est pas connu et n’a pas été appliqué.",
        "“{part}” is not known and was not applied.",
    ),
    "written-created": (
        "{type}/{id} a été créé (version {version}).",
        "{type}/{id} was created (version {version}).",
    ),
    "written-updated": (
        "{type}/{id} a été modifié (version {version}).",
        "{type}/{id} was updated (version {version}).",
    ),
    "written-unchanged": (
        "{type}/{id} était déjà ainsi (version {version}).",
        "{type}/{id} was so already (version {version}).",
    ),
    "content-type-malformed": (
        "« {value} » n’est pas un type de contenu.",
        "“{value}” is no content type.",
    ),
}
