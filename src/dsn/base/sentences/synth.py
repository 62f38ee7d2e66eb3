"""Sentences of synth: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
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
    "synth-no-act": (
        "Rien ne dit ce qu’un événement « {kind} » inscrit au dossier.",
        "Nothing says what an event “{kind}” files in the record.",
    ),
    "synth-hour": (
        "« {value} » n’est pas une heure : écrivez 07:30.",
        "“{value}” is not a time of day: write 07:30.",
    ),
    "play-token-missing": (
        "Jouer une journée demande un jeton : « --token $(dsn token systeme) ».",
        "Playing a day needs a token: “--token $(dsn token systeme)”.",
    ),
    "play-address": (
        "« {address} » n’est pas l’adresse d’un service FHIR, comme http://127.0.0.1:8400/fhir.",
        "“{address}” is not the address of a FHIR service, such as http://127.0.0.1:8400/fhir.",
    ),
    "play-not-allowed": (
        "Le service refuse le jeton (statut {status}) : il en faut un qui peut lire et écrire, « dsn token systeme ».",
        "The service refuses the token (status {status}): it takes one that may read and write, “dsn token systeme”.",
    ),
    "play-unanswered": (
        "Le service {address} ne répond pas (dernier statut : {status}). Relancez : ce qui est inscrit le reste.",
        "The service {address} does not answer (last status: {status}). Start again: what was filed stays filed.",
    ),
    "play-nobody-there": (
        "Aucune personne de cette province n’est dans le dossier : vérifiez --seed et --people.",
        "Nobody of this province is in the record: check --seed and --people.",
    ),
}
