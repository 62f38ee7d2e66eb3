"""Sentences of fhir: JSON, XML, types: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
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
    "fhir-crowded": (
        "Le texte ({value} octets) n’est fait que de valeurs minuscules : aucune ressource n’en compte autant.",
        "The text ({value} bytes) is nothing but tiny values: no resource has that many.",
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
}
