"""One table from a stable code to what a person reads: (French, English).

The French is the source; both are complete (a test holds it). `{name}` is filled from the error's values.
Each room has its block, in the order of the tree. The edges (pages, OperationOutcome) call `say`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsn.base.errors import DsnError

SENTENCES: dict[str, tuple[str, str]] = {
    # base
    "fault": (
        "Une erreur est survenue de notre côté. Rien n’a été perdu ; le numéro {request} permet de la retrouver.",
        "Something went wrong on our side. Nothing was lost; number {request} lets us find it.",
    ),
    "settings-unreadable": (
        "Le fichier de réglages {file} ne peut pas être lu : {why}.",
        "The settings file {file} cannot be read: {why}.",
    ),
    "settings-not-toml": (
        "Le fichier de réglages {file} n’est pas du TOML valide : {why}.",
        "The settings file {file} is not valid TOML: {why}.",
    ),
    "setting-unknown": (
        "Le réglage « {name} » n’existe pas. Voir docs/reference/settings.md.",
        "There is no setting “{name}”. See docs/reference/settings.md.",
    ),
    "setting-not-a-number": (
        "Le réglage « {name} » attend un nombre entier, pas « {value} ».",
        "The setting “{name}” takes a whole number, not “{value}”.",
    ),
    "setting-not-allowed": (
        "Le réglage « {name} » n’accepte pas « {value} » ; valeurs possibles : {allowed}.",
        "The setting “{name}” does not take “{value}”; possible values: {allowed}.",
    ),
    # fhir: JSON, XML, types
    "fhir-json-not-utf8": (
        "Le texte reçu n’est pas de l’UTF-8 valide (octet {position}).",
        "The text received is not valid UTF-8 (byte {position}).",
    ),
    "fhir-json-malformed": (
        "Le JSON est mal formé à la ligne {line}, colonne {column}.",
        "The JSON is malformed at line {line}, column {column}.",
    ),
    "fhir-json-not-a-number": (
        "« {value} » n’est pas un nombre JSON.",
        "“{value}” is not a JSON number.",
    ),
    "fhir-too-deep": (
        "Trop de niveaux imbriqués : {expected} au plus.",
        "Nested too deep: {expected} levels at most.",
    ),
    "fhir-type-missing": (
        "Le type de la ressource manque (« resourceType »).",
        "The resource has no type (“resourceType”).",
    ),
    "fhir-type-unknown": (
        "« {value} » n’est pas un type de ressource de FHIR R4.",
        "“{value}” is not a resource type of FHIR R4.",
    ),
    "fhir-type-unexpected": (
        "Une ressource {expected} est attendue ici, pas {value}.",
        "A resource {expected} is expected here, not {value}.",
    ),
    "fhir-key-repeated": (
        "L’élément « {value} » est donné deux fois.",
        "The element “{value}” is given twice.",
    ),
    "fhir-element-unknown": (
        "L’élément « {value} » n’existe pas dans {expected}.",
        "There is no element “{value}” in {expected}.",
    ),
    "fhir-element-missing": (
        "L’élément {expected} est obligatoire.",
        "The element {expected} is required.",
    ),
    "fhir-choice-repeated": (
        "Une seule forme de {expected} est permise ; reçu : {value}.",
        "Only one form of {expected} is allowed; received: {value}.",
    ),
    "fhir-null": (
        "« null » n’a pas sa place ici.",
        "“null” has no place here.",
    ),
    "fhir-empty": (
        "Un élément ne peut pas être vide ({value}).",
        "An element cannot be empty ({value}).",
    ),
    "fhir-kind-wrong": (
        "JSON « {expected} » est attendu, pas « {value} ».",
        "JSON “{expected}” is expected, not “{value}”.",
    ),
    "fhir-arrays-unequal": (
        "Les deux listes d’un même élément n’ont pas la même longueur : {value} et {expected}.",
        "The two arrays of one element differ in length: {value} and {expected}.",
    ),
    "fhir-primitive-malformed": (
        "« {value} » n’est pas une valeur de type {expected}.",
        "“{value}” is not a value of type {expected}.",
    ),
    "fhir-number-too-large": (
        "Le nombre {value} est trop grand ou trop long.",
        "The number {value} is too large or too long.",
    ),
    "fhir-number-out-of-range": (
        "Le nombre {value} est hors des bornes {expected}.",
        "The number {value} is out of the bounds {expected}.",
    ),
    "fhir-string-too-long": (
        "Le texte compte {value} caractères ; {expected} au plus.",
        "The text has {value} characters; {expected} at most.",
    ),
    "fhir-string-control": (
        "Le texte contient un caractère interdit ({value}).",
        "The text holds a forbidden character ({value}).",
    ),
    "fhir-code-unknown": (
        "Le code « {value} » n’appartient pas à l’ensemble obligatoire {expected}.",
        "The code “{value}” is not in the required value set {expected}.",
    ),
    "fhir-reference-target": (
        "« {value} » ne peut pas être désigné ici ; types permis : {expected}.",
        "“{value}” cannot be referred to here; types allowed: {expected}.",
    ),
    "fhir-extension-both": (
        "Une extension porte une valeur ou des extensions, pas les deux.",
        "An extension holds a value or extensions, not both.",
    ),
    "fhir-extension-empty": (
        "Une extension doit porter une valeur ou des extensions.",
        "An extension must hold a value or extensions.",
    ),
    "fhir-contained-nested": (
        "Une ressource contenue ne peut pas en contenir une autre.",
        "A contained resource cannot contain another.",
    ),
    "fhir-xml-malformed": (
        "Le XML est mal formé à la ligne {line}, colonne {column}.",
        "The XML is malformed at line {line}, column {column}.",
    ),
    "fhir-xml-doctype": (
        "Une déclaration de type de document (DOCTYPE) n’est pas permise.",
        "A document type declaration (DOCTYPE) is not allowed.",
    ),
    "fhir-xml-encoding": (
        "Le XML doit être en UTF-8, pas en {value}.",
        "The XML must be in UTF-8, not {value}.",
    ),
    "fhir-xml-namespace": (
        "L’espace de noms « {value} » n’a pas sa place ici ; {expected} est attendu.",
        "The namespace “{value}” has no place here; {expected} is expected.",
    ),
    "fhir-xml-attribute": (
        "L’attribut « {value} » n’est pas permis ici.",
        "The attribute “{value}” is not allowed here.",
    ),
    "fhir-xml-text": (
        "Du texte se trouve hors de tout élément : « {value} ».",
        "There is text outside of any element: “{value}”.",
    ),
    "fhir-xml-order": (
        "L’élément « {value} » n’est pas à sa place dans {expected} : FHIR fixe l’ordre des éléments en XML.",
        "The element “{value}” is out of order in {expected}: FHIR fixes the order of elements in XML.",
    ),
    "fhir-xml-one-resource": (
        "Une seule ressource est attendue ici ; {value} reçues.",
        "Exactly one resource is expected here; {value} received.",
    ),
    "fhir-xml-narrative": (
        "Le texte lisible de la ressource n’est pas au bon endroit ou n’est pas du XHTML ({expected}).",
        "The narrative of the resource is misplaced or is not XHTML ({expected}).",
    ),
    "fhir-narrative-malformed": (
        "Le texte lisible n’est pas du XHTML bien formé : {value}.",
        "The narrative is not well-formed XHTML: {value}.",
    ),
    "fhir-narrative-element": (
        "L’élément HTML « {value} » n’est pas permis dans le texte lisible.",
        "The HTML element “{value}” is not allowed in the narrative.",
    ),
    "fhir-narrative-attribute": (
        "L’attribut HTML « {value} » de « {element} » n’est pas permis dans le texte lisible.",
        "The HTML attribute “{value}” of “{element}” is not allowed in the narrative.",
    ),
    "fhir-narrative-empty": (
        "Le texte lisible est vide.",
        "The narrative is empty.",
    ),
    "fhir-refused": (
        "La ressource est refusée : {value}.",
        "The resource is refused: {value}.",
    ),
    # fhir: validation
    "fhir-above-most": (
        "La valeur dépasse la plus grande permise : {expected}.",
        "The value is above the greatest allowed: {expected}.",
    ),
    "fhir-answer-decimals": (
        "La réponse a plus de {expected} décimales.",
        "The answer has more than {expected} decimals.",
    ),
    "fhir-answer-display": (
        "« {value} » n’est pas le libellé du code choisi ; attendu : {expected}.",
        "“{value}” is not the name of the code chosen; expected: {expected}.",
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
    "fhir-code-not-in-value-set": (
        "Le code {value} n’est pas dans l’ensemble {expected}.",
        "The code {value} is not in the value set {expected}.",
    ),
    "fhir-code-unknown-in-system": (
        "Le système {system} n’a pas de code {value}.",
        "The system {system} has no code {value}.",
    ),
    "fhir-display-other": (
        "« {value} » n’est pas un libellé du code ; attendu : {expected}.",
        "“{value}” is not a name of the code; expected: {expected}.",
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
    # fhir: paths, units, patches, views
    "fhirpath-syntax": (
        "L’expression FHIRPath ne se lit pas à partir du caractère {position} : « {found} ».",
        "The FHIRPath expression cannot be read from character {position} on: “{found}”.",
    ),
    "fhirpath-too-deep": (
        "L’expression FHIRPath est imbriquée trop profondément (caractère {position}).",
        "The FHIRPath expression is nested too deeply (character {position}).",
    ),
    "fhirpath-function-unknown": (
        "La fonction FHIRPath « {function} » n’existe pas (caractère {position}).",
        "There is no FHIRPath function “{function}” (character {position}).",
    ),
    "fhirpath-argument-count": (
        "La fonction FHIRPath « {function} » ne prend pas {count} argument(s) (caractère {position}).",
        "The FHIRPath function “{function}” does not take {count} argument(s) (character {position}).",
    ),
    "fhirpath-type-unknown": (
        "Le type « {type} » n’existe pas (caractère {position}).",
        "There is no type “{type}” (character {position}).",
    ),
    "fhirpath-element-unknown": (
        "Le type {type} n’a pas d’élément « {name} » (caractère {position}).",
        "The type {type} has no element “{name}” (character {position}).",
    ),
    "fhirpath-never": (
        "Cette partie de l’expression ne peut jamais rien donner : {type} n’est pas {wanted} (caractère {position}).",
        "This part of the expression can never find anything: {type} is no {wanted} (character {position}).",
    ),
    "fhirpath-no-sequence": (
        "L’ordre de ces éléments n’est pas défini : « {function} » n’a pas de sens ici (caractère {position}).",
        "These elements have no defined order: “{function}” has no meaning here (character {position}).",
    ),
    "fhirpath-variable-unknown": (
        "La variable « %{name} » n’est pas définie (caractère {position}).",
        "The variable “%{name}” is not defined (character {position}).",
    ),
    "fhirpath-variable-taken": (
        "La variable « %{name} » est déjà définie (caractère {position}).",
        "The variable “%{name}” is already defined (character {position}).",
    ),
    "fhirpath-not-single": (
        "L’expression attend une seule valeur au caractère {position}, et il y en a {count}.",
        "The expression needs a single value at character {position}, and there are {count}.",
    ),
    "fhirpath-wrong-type": (
        "Une valeur de type {found} ne convient pas ici (caractère {position}).",
        "A value of type {found} does not fit here (character {position}).",
    ),
    "fhirpath-no-order": (
        "Les types {left} et {right} ne se comparent pas (caractère {position}).",
        "The types {left} and {right} have no order between them (character {position}).",
    ),
    "fhirpath-no-operation": (
        "L’opération « {operator} » n’existe pas entre {left} et {right} (caractère {position}).",
        "There is no operation “{operator}” between {left} and {right} (character {position}).",
    ),
    "fhirpath-not-a-duration": (
        "L’unité « {unit} » ne s’ajoute pas à une date (caractère {position}).",
        "The unit “{unit}” cannot be added to a date (character {position}).",
    ),
    "fhirpath-not-computable": (
        "Le calcul ne peut pas se faire (caractère {position}).",
        "The calculation cannot be done (character {position}).",
    ),
    "fhirpath-bad-pattern": (
        "L’expression régulière « {pattern} » n’est pas valide (caractère {position}).",
        "The regular expression “{pattern}” is not valid (character {position}).",
    ),
    "fhirpath-not-decodable": (
        "Le texte ne se décode pas comme {form} (caractère {position}).",
        "The text cannot be decoded as {form} (character {position}).",
    ),
    "fhirpath-negative-precision": (
        "Une précision ne peut pas être négative : {precision} (caractère {position}).",
        "A precision cannot be negative: {precision} (character {position}).",
    ),
    "fhirpath-endless-repeat": (
        "La répétition ne s’arrête pas : déjà {count} éléments (caractère {position}).",
        "The repetition does not end: {count} items already (character {position}).",
    ),
    "fhirpath-profile-unknown": (
        "Le profil {profile} n’est pas connu ici (caractère {position}).",
        "The profile {profile} is not known here (character {position}).",
    ),
    "fhirpath-value-set-unknown": (
        "Le jeu de valeurs {valueSet} n’est pas connu ici (caractère {position}).",
        "The value set {valueSet} is not known here (character {position}).",
    ),
    "fhirpath-modifier-unknown": (
        "L’extension modificatrice {url} n’est pas comprise (caractère {position}).",
        "The modifier extension {url} is not understood (character {position}).",
    ),
    "unit-unknown": (
        "L’unité « {unit} » n’est pas une unité UCUM.",
        "The unit “{unit}” is no UCUM unit.",
    ),
    "units-not-comparable": (
        "Les unités « {unit} » et « {other} » ne mesurent pas la même chose.",
        "The units “{unit}” and “{other}” do not measure the same thing.",
    ),
    "view-bad-part": (
        "La vue n’est pas valide : {expected} est attendu ici.",
        "The view is not valid: {expected} is expected here.",
    ),
    "view-column-twice": (
        "La vue nomme deux fois la colonne « {column} ».",
        "The view names the column “{column}” twice.",
    ),
    "view-union-mismatch": (
        "Les branches d’une union doivent avoir les mêmes colonnes dans le même ordre : {columns}.",
        "The branches of a union must have the same columns in the same order: {columns}.",
    ),
    "view-not-single": (
        "La colonne « {column} » trouve {count} valeurs ; une seule est permise si elle n’est pas une collection.",
        "The column “{column}” finds {count} values; only one is allowed unless it is a collection.",
    ),
    "view-where-not-boolean": (
        "Le filtre « {expression} » ne répond pas par vrai ou faux.",
        "The filter “{expression}” does not answer true or false.",
    ),
    "unit-table-missing": (
        "La table des unités UCUM n’est pas installée.",
        "The table of UCUM units is not installed.",
    ),
    "patch-bad-operation": (
        "L’opération {index} de la correction n’est pas valide : {expected} est attendu.",
        "Operation {index} of the patch is not valid: {expected} is expected.",
    ),
    "patch-nothing-there": (
        "L’opération {index} de la correction ne trouve rien à « {place} ».",
        "Operation {index} of the patch finds nothing at “{place}”.",
    ),
    "patch-several-there": (
        "L’opération {index} de la correction trouve {count} éléments à « {place} » ; un seul est permis.",
        "Operation {index} of the patch finds {count} elements at “{place}”; only one is allowed.",
    ),
    "patch-no-such-index": (
        "L’opération {index} de la correction vise la position {position}, qui n’existe pas à « {place} ».",
        "Operation {index} of the patch aims at position {position}, which does not exist at “{place}”.",
    ),
    "patch-not-a-list": (
        "L’opération {index} de la correction : « {place} » n’est pas une liste.",
        "Operation {index} of the patch: “{place}” is no list.",
    ),
    "patch-already-there": (
        "L’opération {index} de la correction ajouterait une deuxième valeur à « {place} ».",
        "Operation {index} of the patch would add a second value at “{place}”.",
    ),
    "patch-unknown-element": (
        "L’opération {index} de la correction : « {place} » n’a pas d’élément « {name} ».",
        "Operation {index} of the patch: “{place}” has no element “{name}”.",
    ),
    "patch-test-failed": (
        "L’essai de l’opération {index} de la correction échoue à « {place} ».",
        "The test of operation {index} of the patch fails at “{place}”.",
    ),
    "fhirpath-no-terminology": (
        "Aucune terminologie n’est à portée pour répondre ici (caractère {position}).",
        "No terminology is at hand to answer here (character {position}).",
    ),
    "fhirpath-too-large": (
        "Le résultat dépasserait {size} caractères (caractère {position} de l’expression).",
        "The result would pass {size} characters (character {position} of the expression).",
    ),
    "patch-function-not-allowed": (
        "L’opération {index} de la correction : la fonction « {function} » n’y est pas admise dans un chemin.",
        "Operation {index} of the patch: the function “{function}” is not allowed in the path of a patch.",
    ),
    # fhir: search
    "search.parameter-unknown": (
        "« {type} » n’a pas de paramètre de recherche « {name} » ({source}).",
        "“{type}” has no search parameter “{name}” ({source}).",
    ),
    "search.type-unknown": (
        "« {type} » n’est pas un type de ressource ({source}).",
        "“{type}” is no resource type ({source}).",
    ),
    "search.modifier-unknown": (
        "Le paramètre « {name} » n’accepte pas le modificateur « {modifier} » ({source}).",
        "The parameter “{name}” does not take the modifier “{modifier}” ({source}).",
    ),
    "search.operator-unknown": (
        "Le paramètre « {name} » n’accepte pas l’opérateur « {operator} » ({source}).",
        "The parameter “{name}” does not take the operator “{operator}” ({source}).",
    ),
    "search.element-unknown": (
        "Il n’y a pas d’élément « {name} » à la racine de ce type ({source}).",
        "There is no element “{name}” at the root of this type ({source}).",
    ),
    "search.value-missing": (
        "Il manque une valeur au paramètre « {name} » ({source}).",
        "The parameter “{name}” lacks a value ({source}).",
    ),
    "search.repeated": (
        "Le paramètre « {name} » ne peut être donné qu’une fois ({source}).",
        "The parameter “{name}” can be given only once ({source}).",
    ),
    "search.escape-invalid": (
        "Dans « {value} », la barre oblique inverse doit précéder \\, virgule, $ ou | ({source}).",
        "In “{value}”, a backslash must stand before \\, comma, $ or | ({source}).",
    ),
    "search.prefix-unknown": (
        "« {value} » n’est pas un préfixe de comparaison : eq, ne, gt, lt, ge, le, sa, eb ou ap ({source}).",
        "“{value}” is no comparison prefix: eq, ne, gt, lt, ge, le, sa, eb or ap ({source}).",
    ),
    "search.date-invalid": (
        "« {value} » n’est pas une date : AAAA, AAAA-MM, AAAA-MM-JJ ou AAAA-MM-JJThh:mm:ss±hh:mm ({source}).",
        "“{value}” is no date: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss±hh:mm ({source}).",
    ),
    "search.number-invalid": (
        "« {value} » n’est pas un nombre ({source}).",
        "“{value}” is not a number ({source}).",
    ),
    "search.quantity-invalid": (
        "« {value} » n’est pas une quantité : nombre, nombre|système|code ou nombre||code ({source}).",
        "“{value}” is no quantity: number, number|system|code or number||code ({source}).",
    ),
    "search.token-invalid": (
        "« {value} » n’est pas de la forme attendue : code, système|code, |code ou système| ({source}).",
        "“{value}” is not of the form expected: code, system|code, |code or system| ({source}).",
    ),
    "search.reference-invalid": (
        "« {value} » n’est pas une référence : identifiant, Type/identifiant ou adresse absolue ({source}).",
        "“{value}” is no reference: id, Type/id or absolute address ({source}).",
    ),
    "search.composite-invalid": (
        "« {value} » n’a pas une valeur pour chaque partie de ce paramètre composé, séparées par $ ({source}).",
        "“{value}” does not have one value for each part of this composite parameter, joined by $ ({source}).",
    ),
    "search.near-invalid": (
        "« {value} » n’est pas un lieu : latitude|longitude|distance|unité ({source}).",
        "“{value}” is no place: latitude|longitude|distance|unit ({source}).",
    ),
    "search.missing-invalid": (
        "« {value} » : seuls « true » et « false » sont acceptés ici ({source}).",
        "“{value}”: only “true” and “false” are accepted here ({source}).",
    ),
    "search.text-empty": (
        "« {value} » ne contient ni lettre ni chiffre à chercher ({source}).",
        "“{value}” holds no letter or digit to search for ({source}).",
    ),
    "search.text-too-long": (
        "Le texte cherché est trop long : 125 caractères au plus ({source}).",
        "The text sought is too long: 125 characters at most ({source}).",
    ),
    "search.text-operators": (
        "Les opérateurs (OR, AND, NOT, guillemets, parenthèses) ne sont pas offerts : « {value} » ({source}).",
        "Operators (OR, AND, NOT, quotes, parentheses) are not offered: “{value}” ({source}).",
    ),
    "search.urn-has-no-hierarchy": (
        "« {value} » est un URN : « above » et « below » ne valent que pour les adresses ({source}).",
        "“{value}” is a URN: “above” and “below” apply to addresses only ({source}).",
    ),
    "search.not-a-reference": (
        "Le paramètre « {name} » n’est pas une référence ({source}).",
        "The parameter “{name}” is not a reference ({source}).",
    ),
    "search.canonical-not-followed": (
        "« {name} » désigne par une adresse canonique : ces liens ne sont pas encore suivis ({source}).",
        "“{name}” refers by a canonical address: such links are not followed yet ({source}).",
    ),
    "search.chain-needs-type": (
        "« {name} » peut désigner tout type de ressource : précisez-le, comme « {name}:Patient. » ({source}).",
        "“{name}” may point at any type of resource: say which, as in “{name}:Patient.” ({source}).",
    ),
    "search.has-invalid": (
        "« {value} » n’est pas de la forme _has:Type:référence:paramètre, ou ne mène pas à ce type ({source}).",
        "“{value}” is not of the form _has:Type:reference:parameter, or does not lead to this type ({source}).",
    ),
    "search.too-deep": (
        "Trop de liens enchaînés dans une même recherche ({source}).",
        "Too many chained links in one search ({source}).",
    ),
    "search.include-invalid": (
        "« {value} » n’est pas de la forme Type:paramètre ou Type:paramètre:Cible ({source}).",
        "“{value}” is not of the form Type:parameter or Type:parameter:Target ({source}).",
    ),
    "search.include-with-summary-text": (
        "_include et _revinclude ne se combinent pas avec _summary=text.",
        "_include and _revinclude cannot be mixed with _summary=text.",
    ),
    "search.too-long": (
        "Une recherche accepte {most} valeurs au plus.",
        "A search takes {most} values at most.",
    ),
    "search.sort-too-long": (
        "« _sort » accepte {most} clés au plus ({source}).",
        "“_sort” takes {most} keys at most ({source}).",
    ),
    "search.sort-unsupported": (
        "On ne peut pas trier selon « {name} » ({source}).",
        "Results cannot be sorted by “{name}” ({source}).",
    ),
    "search.count-invalid": (
        "_count attend un nombre entier, pas « {value} » ({source}).",
        "_count takes a whole number, not “{value}” ({source}).",
    ),
    "search.word-invalid": (
        "« {name} » n’accepte pas « {value} » ; valeurs possibles : {expected} ({source}).",
        "“{name}” does not take “{value}”; possible values: {expected} ({source}).",
    ),
    "search.contained-unsupported": (
        "La recherche dans les ressources contenues n’est pas encore offerte : « {value} » est refusé ({source}).",
        "Searching in contained resources is not offered yet: “{value}” is refused ({source}).",
    ),
    "search.list-unsupported": (
        "_list n’accepte que l’identifiant d’une liste, pas « {value} » ({source}).",
        "_list takes the id of a list only, not “{value}” ({source}).",
    ),
    "search.value-set-not-at-hand": (
        "L’ensemble de valeurs « {value} » n’est pas disponible en entier : la recherche ne peut pas être faite.",
        "The value set “{value}” is not at hand as a whole: the search cannot be made.",
    ),
    "search.hierarchy-not-at-hand": (
        "La hiérarchie de « {value} » n’est pas disponible : la recherche ne peut pas être faite.",
        "The hierarchy of “{value}” is not at hand: the search cannot be made.",
    ),
    "search.filter-invalid": (
        "Le filtre ne peut pas être lu à partir du caractère {position} : « {value} ».",
        "The filter cannot be read from character {position}: “{value}”.",
    ),
    "search.filter-in-path": (
        "Un filtre à l’intérieur d’un chemin (caractère {position}) n’est pas offert : « {value} ».",
        "A filter inside a path (character {position}) is not offered: “{value}”.",
    ),
    # access
    "access-unknown-role": (
        "Le rôle « {role} » n’existe pas dans le catalogue des rôles.",
        "The role “{role}” is not in the catalogue of roles.",
    ),
    "access-s38": (
        "Membre d’un ordre professionnel, pour offrir des services (LRSSS, art. 38).",
        "Member of a professional order, to offer services (LRSSS, s. 38).",
    ),
    "access-s39": (
        "Intervenant, pour offrir des services ou pour du soutien (LRSSS, art. 39).",
        "Staff, to offer services or for support (LRSSS, s. 39).",
    ),
    "access-no-permit": (
        "Ce rôle exige un permis d’un ordre professionnel, et le compte n’en porte pas.",
        "This role needs a permit of a professional order, and the account holds none.",
    ),
    "access-system": ("Compte du système.", "System account."),
    # store: plan
    "search.value-unsupported": (
        "La recherche par « {name} » ne prend pas cette sorte de valeur ({source}).",
        "A search by “{name}” does not take this kind of value ({source}).",
    ),
    "search.not-indexed": (
        "La recherche par « {name} » n’est pas offerte ici ({source}).",
        "A search by “{name}” is not offered here ({source}).",
    ),
    "search.cursor-invalid": (
        "Ce lien vers la page suivante ne peut pas être lu. Relancer la recherche.",
        "This link to the next page cannot be read. Search again.",
    ),
    "search.too-many-values": (
        "Le paramètre « {name} » prend au plus {most} valeurs à la fois.",
        "The parameter “{name}” takes at most {most} values at a time.",
    ),
    "search.included-too-many": (
        "Cette page entraînerait plus de {most} ressources liées. Demander moins de résultats ou moins de liens.",
        "This page would bring more than {most} linked resources. Ask for fewer results on a page, or fewer links.",
    ),
    # store
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
    # log
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
    # records
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
    # accounts
    "account-unknown": ("Le compte « {account} » n’existe pas.", "There is no account “{account}”."),
    "demo-not-loopback": (
        "Les comptes de démonstration n’ont pas de mot de passe : ils ne sont servis que sur cette machine "
        "(127.0.0.1), pas sur {host}.",
        "Demonstration accounts have no password: they are served on this machine only (127.0.0.1), not on {host}.",
    ),
    "demo-not-from-here": (
        "Les comptes de démonstration ne s’utilisent que depuis cette machine.",
        "Demonstration accounts are used from this machine only.",
    ),
    "token-invalid": (
        "Ce jeton n’est pas l’un des nôtres. Demandez-en un avec « dsn token ».",
        "This token is not one of ours. Ask for one with “dsn token”.",
    ),
    "token-expired": (
        "Ce jeton a expiré. Demandez-en un autre avec « dsn token ».",
        "This token has expired. Ask for another with “dsn token”.",
    ),
    # care
    "results-none-of-test": (
        "Le dossier n’a aucun résultat de l’analyse « {test} ».",
        "The record has no result of test “{test}”.",
    ),
    # web
    "web-no-such-page": ("Il n’y a rien à cette adresse.", "There is nothing at this address."),
    "web-fragment-unknown": (
        "Cette page n’a pas de partie nommée « {fragment} ».",
        "This page has no part named “{fragment}”.",
    ),
    "web-template-dynamic": (
        "Le gabarit {template} en prend un autre par une variable.",
        "Template {template} takes another one by a variable.",
    ),
    "web-other-origin": (
        "Cette demande vient d’un autre site ({origin}) : elle n’est pas acceptée.",
        "This request comes from another site ({origin}): it is not accepted.",
    ),
    "web-form-stale": (
        "Cette page est ouverte depuis trop longtemps, ou dans une autre session : rechargez-la et recommencez.",
        "This page has been open for too long, or in another session: reload it and try again.",
    ),
    "web-sign-in-first": (
        "Personne n’a ouvert de session sur ce navigateur.",
        "Nobody is signed in at this browser.",
    ),
    "web-screen-not-for-role": (
        "Votre rôle n’ouvre pas la page « {screen} ».",
        "Your role does not open the page “{screen}”.",
    ),
    "web-form-too-long": (
        "Ce formulaire dépasse {most} octets, ou ne dit pas sa longueur : il n’a pas été lu.",
        "This form exceeds {most} bytes, or does not say how long it is: it was not read.",
    ),
    "web-language-unknown": (
        "La langue « {language} » n’est pas offerte ; il y a fr et en.",
        "Language “{language}” is not offered; there are fr and en.",
    ),
    # api
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
    # cli
    "import-path-absent": (
        "Le fichier ou dossier {file} n’existe pas.",
        "There is no file or folder {file}.",
    ),
    # synth
    "synth-count": (
        "On peut fabriquer de 0 à {most} personnes, en comptant à partir de la première.",
        "Between 0 and {most} people can be made, counting from the first.",
    ),
    "synth-too-many": (
        "Trop de ressources ou de personnes pour les identifiants : {most} au plus.",
        "Too many resources or people for the ids: {most} at most.",
    ),
    "synth-no-such-trade": (
        "Il n’y a pas de métier ni d’équipe « {trade} » dans la province fictive.",
        "There is no trade or team “{trade}” in the invented province.",
    ),
    "synth-no-such-establishment": (
        "Il n’y a pas d’établissement « {establishment} » ; voir « dsn synth establishments ».",
        "There is no establishment “{establishment}”; see “dsn synth establishments”.",
    ),
    "synth-out": (
        "Le fichier {file} ne peut pas être écrit : {why}.",
        "The file {file} cannot be written: {why}.",
    ),
}


def say(code: str, values: Mapping[str, object], language: str) -> str:
    """The sentence for `code` in `language` (`fr` or `en`; anything else reads French).

    A code without a sentence is shown as itself, with its values: never an exception while telling of one.
    """
    pair = SENTENCES.get(code)
    if pair is None:
        return code + "".join(f" {name}={value}" for name, value in values.items())
    shown = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
    return pair[1 if language == "en" else 0].format_map(_Forgiving(shown))


def say_error(error: DsnError, language: str) -> str:
    """The sentence of an error."""
    return say(error.code, error.values, language)


class _Forgiving(dict[str, object]):
    """A value that was not given shows its own name: a half sentence helps more than a second error."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
