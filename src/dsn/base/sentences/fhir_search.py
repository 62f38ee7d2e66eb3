"""Sentences of fhir: search: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
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
    "search.words-in-condition": (
        "Une condition ne peut pas chercher des mots : « _text » et « _content » n’y sont pas admis.",
        "A condition cannot look for words: “_text” and “_content” have no place in it.",
    ),
    "search.words-behind": (
        "L’index des mots rattrape son retard ({left} versions au moins). Réessayer dans quelques minutes.",
        "The index of words is catching up ({left} versions at least). Try again in a few minutes.",
    ),
    "search.contained-in-condition": (
        "Une condition cherche la ressource elle-même : « _contained={value} » n’y est pas admis.",
        "A condition looks for the resource itself: “_contained={value}” has no place in it.",
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
}
