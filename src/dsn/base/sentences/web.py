"""Sentences of web: code → (French, English)."""

SENTENCES: dict[str, tuple[str, str]] = {
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
}
