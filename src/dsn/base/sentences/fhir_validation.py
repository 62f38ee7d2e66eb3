"""Sentences of fhir: validation: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "fhir-above-most": (
        "La valeur dépasse la plus grande permise : {expected}.",
        "The value is above the greatest allowed: {expected}.",
    ),
    "fhir-answer-decimals": (
        "La réponse a plus de {expected} décimales.",
        "The answer has more than {expected} decimals.",
    ),
    "fhir-answer-exclusive": (
        "Cette réponse exclut toutes les autres.",
        "This answer excludes all others.",
    ),
    "fhir-answer-item-twice": (
        "La question {value} est répétée ; seuls les groupes qui se répètent peuvent l’être.",
        "Question {value} is repeated; only repeating groups may be.",
    ),
    "fhir-answer-media": (
        "Une pièce jointe de type {value} n’est pas permise ici ; attendu : {expected}.",
        "An attachment of type {value} is not allowed here; expected: {expected}.",
    ),
    "fhir-answer-misplaced": (
        "La question {value} se trouve ailleurs dans le questionnaire.",
        "Question {value} is elsewhere in the questionnaire.",
    ),
    "fhir-answer-missing": (
        "La question {value} est obligatoire et n’a pas de réponse.",
        "Question {value} is required and has no answer.",
    ),
    "fhir-answer-nested": (
        "Ce qui dépend de la question {value} doit se trouver dans sa réponse.",
        "What depends on question {value} must be inside its answer.",
    ),
    "fhir-answer-not-coded": (
        "La réponse doit être un code de {expected}.",
        "The answer must be a code of {expected}.",
    ),
    "fhir-answer-not-enabled": (
        "La question {value} n’est pas posée, vu les autres réponses.",
        "Question {value} is not asked, given the other answers.",
    ),
    "fhir-answer-not-in-value-set": (
        "La réponse n’est pas dans la liste {expected}.",
        "The answer is not in the list {expected}.",
    ),
    "fhir-answer-not-option": (
        "La réponse n’est pas parmi les choix proposés.",
        "The answer is not among the choices offered.",
    ),
    "fhir-answer-order": (
        "La question {value} n’est pas à sa place dans l’ordre du questionnaire.",
        "Question {value} is out of the questionnaire’s order.",
    ),
    "fhir-answer-pattern": (
        "Le texte n’a pas la forme demandée : {expected}.",
        "The text does not have the form asked for: {expected}.",
    ),
    "fhir-answer-several": (
        "La question {value} n’admet qu’une réponse.",
        "Question {value} takes one answer only.",
    ),
    "fhir-answer-size": (
        "La pièce jointe fait {value} octets ; {expected} au plus.",
        "The attachment is {value} bytes; {expected} at most.",
    ),
    "fhir-answer-text": (
        "Le texte de la question (« {value} ») diffère de celui du questionnaire (« {expected} »).",
        "The text of the question (“{value}”) differs from the questionnaire’s (“{expected}”).",
    ),
    "fhir-answer-to-group": (
        "{value} est un groupe ou un texte affiché : il n’a pas de réponse.",
        "{value} is a group or displayed text: it takes no answer.",
    ),
    "fhir-answer-too-few": (
        "La question {value} veut au moins {expected} réponses.",
        "The question {value} wants at least {expected} answers.",
    ),
    "fhir-answer-too-many": (
        "La question {value} veut au plus {expected} réponses.",
        "The question {value} wants at most {expected} answers.",
    ),
    "fhir-answer-type": (
        "La réponse à {link} est de type {value} ; attendu : {expected}.",
        "The answer to {link} is of type {value}; expected: {expected}.",
    ),
    "fhir-answer-unit": (
        "L’unité {value} n’est pas permise ici.",
        "The unit {value} is not allowed here.",
    ),
    "fhir-answer-unknown": (
        "Le questionnaire n’a pas de question {value}.",
        "The questionnaire has no question {value}.",
    ),
    "fhir-answer-url": (
        "« {value} » n’est pas une adresse complète.",
        "“{value}” is not a complete address.",
    ),
    "fhir-attachment-hash": (
        "L’empreinte ne correspond pas aux données : {value} au lieu de {expected}.",
        "The hash does not belong to the data: {value} instead of {expected}.",
    ),
    "fhir-attachment-size": (
        "La taille indiquée est {value} octets, les données en font {expected}.",
        "The size given is {value} bytes, the data have {expected}.",
    ),
    "fhir-below-least": (
        "La valeur est sous la plus petite permise : {expected}.",
        "The value is below the least allowed: {expected}.",
    ),
    "fhir-best-practice": (
        "Bonne pratique {key} : {human}",
        "Best practice {key}: {human}",
    ),
    "fhir-bundle-first": (
        "La première entrée doit être de type {expected}.",
        "The first entry must be of type {expected}.",
    ),
    "fhir-bundle-full-url-other": (
        "L’adresse {value} ne désigne pas la ressource de l’entrée ({expected}).",
        "The address {value} does not name the resource of the entry ({expected}).",
    ),
    "fhir-bundle-full-url-relative": (
        "L’adresse {value} doit être complète.",
        "The address {value} must be complete.",
    ),
    "fhir-bundle-link-twice": (
        "Le lot a plusieurs liens « {value} ».",
        "The bundle has several “{value}” links.",
    ),
    "fhir-bundle-no-full-url": (
        "L’entrée n’a pas d’adresse (fullUrl).",
        "The entry has no address (fullUrl).",
    ),
    "fhir-bundle-no-id": (
        "La ressource n’a pas d’identifiant alors que son adresse est {value}.",
        "The resource has no id although its address is {value}.",
    ),
    "fhir-bundle-not-reached": (
        "Rien ne relie cette entrée à la première.",
        "Nothing connects this entry with the first.",
    ),
    "fhir-bundle-search-mode": (
        "« {value} » ne convient pas à une ressource {expected}.",
        "“{value}” does not suit a resource {expected}.",
    ),
    "fhir-code-none": (
        "Aucun code : il en faut un de l’ensemble {expected}.",
        "No code: one of the value set {expected} is required.",
    ),
    "fhir-code-not-in-value-set": (
        "Le code {value} n’est pas dans l’ensemble {expected}.",
        "The code {value} is not in the value set {expected}.",
    ),
    "fhir-code-property-twice": (
        "La propriété {value} est définie deux fois.",
        "The property {value} is defined twice.",
    ),
    "fhir-code-property-unknown": (
        "La propriété {value} n’est pas définie par le système de codes.",
        "The property {value} is not defined by the code system.",
    ),
    "fhir-code-system-not-empty": (
        "Le système de codes dit ne contenir aucun code, et en contient.",
        "The code system says that it holds no codes, and holds some.",
    ),
    "fhir-code-unknown-in-system": (
        "Le système {system} n’a pas de code {value}.",
        "The system {system} has no code {value}.",
    ),
    "fhir-contained-twice": (
        "Deux ressources incluses portent le nom {value}.",
        "Two contained resources have the name {value}.",
    ),
    "fhir-element-id-space": (
        "L’identifiant d’élément « {value} » contient une espace.",
        "The element id “{value}” holds a space.",
    ),
    "fhir-element-id-twice": (
        "Deux éléments de la ressource ont l’identifiant « {value} ».",
        "Two elements of the resource have the id “{value}”.",
    ),
    "fhir-discriminator-path": (
        "{element} : le chemin « {value} » ne mène à aucun de ses éléments.",
        "{element}: the path “{value}” leads to none of its elements.",
    ),
    "fhir-display-other": (
        "« {value} » n’est pas un libellé du code ; attendu : {expected}.",
        "“{value}” is not a name of the code; expected: {expected}.",
    ),
    "fhir-display-wrong": (
        "« {value} » n’est pas le libellé du code demandé ; attendu : {expected}.",
        "“{value}” is not the name of the code that is asked for; expected: {expected}.",
    ),
    "fhir-extension-context": (
        "L’extension {value} n’est pas permise ici ; elle l’est sur : {expected}.",
        "The extension {value} is not allowed here; it is on: {expected}.",
    ),
    "fhir-extension-invariant": (
        "L’extension {value} n’est permise que si : {expected}.",
        "The extension {value} is only allowed where: {expected}.",
    ),
    "fhir-extension-no-extension": (
        "{value} ne définit pas une extension.",
        "{value} does not define an extension.",
    ),
    "fhir-extension-part-unknown": (
        "L’extension {extension} n’a pas de partie « {value} ».",
        "The extension {extension} has no part “{value}”.",
    ),
    "fhir-extension-relative": (
        "L’adresse d’une extension doit être complète : « {value} ».",
        "The address of an extension must be complete: “{value}”.",
    ),
    "fhir-extension-versioned": (
        "L’adresse d’une extension n’a pas de version : « {value} ».",
        "The address of an extension has no version: “{value}”.",
    ),
    "fhir-form-link-twice": (
        "Plusieurs questions portent le numéro {value}.",
        "Several questions have the number {value}.",
    ),
    "fhir-form-no-behavior": (
        "Avec plusieurs conditions, il faut dire si toutes doivent être remplies (enableBehavior).",
        "With several conditions it must be said whether all must hold (enableBehavior).",
    ),
    "fhir-form-type": (
        "La valeur est de type {value}, la question de type {kind} ; attendu : {expected}.",
        "The value is of type {value}, the question of type {kind}; expected: {expected}.",
    ),
    "fhir-form-question-unknown": (
        "La condition porte sur une question qui n’existe pas : {value}.",
        "The condition is about a question that does not exist: {value}.",
    ),
    "fhir-form-question-within": (
        "La condition porte sur une question qui dépend d’elle : {value}.",
        "The condition is about a question that depends on it: {value}.",
    ),
    "fhir-longer-than": (
        "Le texte dépasse {expected} caractères.",
        "The text is longer than {expected} characters.",
    ),
    "fhir-modifier-place": (
        "L’extension {value} change le sens : sa place est dans modifierExtension.",
        "The extension {value} changes the meaning: its place is in modifierExtension.",
    ),
    "fhir-modifier-unknown": (
        "L’extension {value} change le sens de ce qu’elle accompagne et n’est pas connue.",
        "The extension {value} changes the meaning of what it stands on and is not known.",
    ),
    "fhir-no-content": (
        "L’élément n’a ni valeur ni contenu.",
        "The element has neither value nor content.",
    ),
    "fhir-narrative-link": (
        "Le lien {value} ne mène nulle part dans la ressource.",
        "The link {value} leads nowhere within the resource.",
    ),
    "fhir-narrative-script": (
        "Le lien {value} exécuterait un programme.",
        "The link {value} would run a program.",
    ),
    "fhir-not-fixed-value": (
        "La valeur doit être exactement {expected}.",
        "The value must be exactly {expected}.",
    ),
    "fhir-not-modifier": (
        "L’extension {value} ne change pas le sens : sa place est dans extension.",
        "The extension {value} does not change the meaning: its place is in extension.",
    ),
    "fhir-not-pattern": (
        "La valeur doit contenir {expected}.",
        "The value must contain {expected}.",
    ),
    "fhir-profile-base-unknown": (
        "Le profil {profile} repose sur {base}, qui n’est pas connu.",
        "The profile {profile} rests on {base}, which is not known.",
    ),
    "fhir-profile-circular": (
        "Le profil {profile} repose sur lui-même.",
        "The profile {profile} rests on itself.",
    ),
    "fhir-profile-not-made": (
        "Ce profil ne tient pas sur sa base ({why}) : {value}.",
        "This profile does not stand on its base ({why}): {value}.",
    ),
    "fhir-profile-wider": (
        "{element} : {what} {value} permet ce que la base interdit ({expected}).",
        "{element}: {what} {value} allows what the base forbids ({expected}).",
    ),
    "fhir-profile-misshapen": (
        "Le profil {profile} ne peut pas être lu : {value} n’est pas de la forme attendue.",
        "The profile {profile} cannot be read: {value} is not of the shape that is expected.",
    ),
    "fhir-profile-none-met": (
        "La valeur ne respecte aucun des profils permis : {expected}.",
        "The value meets none of the profiles allowed: {expected}.",
    ),
    "fhir-profile-of-other-type": (
        "Le profil {profile} est pour {expected}.",
        "The profile {profile} is for {expected}.",
    ),
    "fhir-profile-path-unknown": (
        "Le profil {profile} parle d’un élément qui n’existe pas : {value}.",
        "The profile {profile} speaks of an element that does not exist: {value}.",
    ),
    "fhir-reference-ambiguous": (
        "La référence {value} désigne plusieurs entrées.",
        "The reference {value} names several entries.",
    ),
    "fhir-reference-full-url": (
        "La référence {value} ne mène pas à l’entrée {expected} : les adresses diffèrent.",
        "The reference {value} does not lead to the entry {expected}: the addresses differ.",
    ),
    "fhir-reference-not-in-bundle": (
        "Ce que désigne la référence {value} n’est pas dans le lot.",
        "What the reference {value} names is not in the bundle.",
    ),
    "fhir-reference-not-in-parameters": (
        "Ce que désigne la référence {value} n’est pas parmi les paramètres.",
        "What the reference {value} names is not among the parameters.",
    ),
    "fhir-reference-other-version": (
        "Le lot contient une autre version de {value}.",
        "The bundle holds another version of {value}.",
    ),
    "fhir-reference-type-unknown": (
        "La référence {value} désigne un type de ressource qui n’existe pas.",
        "The reference {value} names a type of resource that does not exist.",
    ),
    "fhir-rule-broken": (
        "Règle {key} non respectée : {human}",
        "Rule {key} broken: {human}",
    ),
    "fhir-rule-unreadable": (
        "La règle {key} ne peut pas être lue : {expression}",
        "Rule {key} cannot be read: {expression}",
    ),
    "fhir-shorter-than": (
        "Le texte a moins de {expected} caractères.",
        "The text is shorter than {expected} characters.",
    ),
    "fhir-slice-none": (
        "La valeur n’est d’aucune des sortes permises : {expected}.",
        "The value is of none of the kinds allowed: {expected}.",
    ),
    "fhir-slice-not-at-end": (
        "« {slice} » vient après des valeurs d’autres sortes, qui doivent être à la fin.",
        "“{slice}” comes after values of other kinds, which belong at the end.",
    ),
    "fhir-slice-order": (
        "« {slice} » n’est pas à sa place dans l’ordre demandé.",
        "“{slice}” is out of the order asked for.",
    ),
    "fhir-slice-too-few": (
        "Il faut au moins {expected} « {slice} » ; il y en a {value}.",
        "At least {expected} “{slice}” needed; there are {value}.",
    ),
    "fhir-slice-too-many": (
        "Il faut au plus {expected} « {slice} » ; il y en a {value}.",
        "At most {expected} “{slice}” allowed; there are {value}.",
    ),
    "fhir-system-is-supplement": (
        "{value} complète un autre système de codes ; il n’en définit aucun.",
        "{value} supplements another code system; it defines no codes.",
    ),
    "fhir-system-is-value-set": (
        "{value} est un ensemble de valeurs, non un système de codes.",
        "{value} is a value set, not a code system.",
    ),
    "fhir-system-relative": (
        "L’adresse du système de codes doit être complète : « {value} ».",
        "The address of the code system must be complete: “{value}”.",
    ),
    "fhir-target-aggregation": (
        "La référence doit être de la sorte {expected} ; elle est {value}.",
        "The reference must be {expected}; it is {value}.",
    ),
    "fhir-target-versioning": (
        "La référence est « {value} » de la version ; attendu : {expected}.",
        "The reference is “{value}” of the version; expected: {expected}.",
    ),
    "fhir-target-profile": (
        "Ce que désigne la référence ne respecte aucun des profils : {expected}.",
        "What the reference names meets none of the profiles: {expected}.",
    ),
    "fhir-target-type": (
        "La référence désigne {value} ; attendu : {expected}.",
        "The reference names {value}; expected: {expected}.",
    ),
    "fhir-too-few": (
        "Il faut au moins {expected} valeurs ; il y en a {value}.",
        "At least {expected} values needed; there are {value}.",
    ),
    "fhir-too-many": (
        "Il faut au plus {expected} valeurs ; il y en a {value}.",
        "At most {expected} values allowed; there are {value}.",
    ),
    "fhir-type-not-allowed": (
        "Le type {value} n’est pas permis ici ; attendu : {expected}.",
        "The type {value} is not allowed here; expected: {expected}.",
    ),
    "fhir-canonical-not-contained": (
        "{value} ne mène à aucune ressource incluse.",
        "{value} leads to no contained resource.",
    ),
    "fhir-canonical-relative": (
        "L’adresse « {value} » doit être complète : c’est par elle que la définition est connue.",
        "The address “{value}” must be complete: the definition is known by it.",
    ),
    "fhir-reference-type-other": (
        "La référence dit mener à {value} et mène à {expected}.",
        "The reference says it leads to {value} and leads to {expected}.",
    ),
    "fhir-urn-malformed": (
        "« {value} » n’est ni un UUID ni un OID bien formé.",
        "“{value}” is no well-formed UUID or OID.",
    ),
    "fhir-unjudged-code": (
        "Non vérifié : rien ici ne dit si {value} est dans {expected}.",
        "Not checked: nothing here tells whether {value} is in {expected}.",
    ),
    "fhir-unjudged-extension": (
        "Non vérifié : l’extension {value} n’est pas connue.",
        "Not checked: the extension {value} is not known.",
    ),
    "fhir-unjudged-form": (
        "Non vérifié : le questionnaire {value} n’est pas connu.",
        "Not checked: the questionnaire {value} is not known.",
    ),
    "fhir-unjudged-no-form": (
        "Non vérifié : la réponse ne dit pas à quel questionnaire.",
        "Not checked: the response does not say to which questionnaire.",
    ),
    "fhir-unjudged-profile": (
        "Non vérifié : le profil {profile} n’est pas connu.",
        "Not checked: the profile {profile} is not known.",
    ),
    "fhir-unjudged-rule": (
        "Non vérifié : la règle {key} n’a pas pu être évaluée ({why}).",
        "Not checked: rule {key} could not be evaluated ({why}).",
    ),
}
