"""Sentences of fhir: paths, units, patches, views: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
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
    "fhirpath-pattern-too-slow": (
        "L’expression régulière « {pattern} » demande trop de temps (caractère {position}).",
        "The regular expression “{pattern}” takes too long (character {position}).",
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
}
