"""Sentences of care: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "results-none-of-test": (
        "Le dossier n’a aucun résultat de l’analyse « {test} ».",
        "The record has no result of test “{test}”.",
    ),
    "dpd-absent": (
        "Il n’y a ni fichier ni dossier {file} : téléchargez l’extrait de la Base de données sur les produits"
        " pharmaceutiques (allfiles.zip).",
        "There is no file or folder {file}: download the extract of the Drug Product Database (allfiles.zip).",
    ),
    "dpd-file-absent": ("L’extrait n’a pas de fichier {file}.", "The extract has no file {file}."),
    "dpd-file-unknown": (
        "Ce fichier n’est pas de l’extrait : il n’a pas été lu.",
        "This file is not part of the extract: it was not read.",
    ),
    "dpd-mixed": (
        "{file} mêle deux extraits ({other}) : lisez-les un à un.",
        "{file} mixes two extracts ({other}): read them one by one.",
    ),
    "dpd-not-zip": ("{file} n’est pas une archive zip entière.", "{file} is not a whole zip archive."),
    "dpd-not-utf8": (
        "{file} n’est pas en UTF-8 (octet {at}).",
        "{file} is not UTF-8 (byte {at}).",
    ),
    "dpd-not-csv": ("{file}, ligne {line} : {why}.", "{file}, line {line}: {why}."),
    "dpd-row-width": ("{found} colonnes, il en faut {expected}.", "{found} columns, {expected} are needed."),
    "dpd-cell-empty": ("La colonne « {column} » est vide.", "Column “{column}” is empty."),
    "dpd-cell": (
        "« {value} » ne convient pas à la colonne « {column} ».",
        "“{value}” does not suit column “{column}”.",
    ),
    "dpd-twice": (
        "Le produit {code} (DIN {din}) y est déjà.",
        "Product {code} (DIN {din}) is there already.",
    ),
    "dpd-no-product": ("Aucun produit n’a le numéro {code}.", "No product has the number {code}."),
}
