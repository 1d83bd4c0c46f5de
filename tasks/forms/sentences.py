"""What a person is told about an answer: what to do, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

_SAYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "reason": (
            "Say why, so that it can be fixed.",
            "Dites pourquoi, afin qu’on puisse y remédier.",
        ),
        "text": ("Fill in “{label}”.", "Remplissez « {label} »."),
        "date": ("Give a date for “{label}”.", "Indiquez une date pour « {label} »."),
        "datetime": (
            "Give a date and a time for “{label}”.",
            "Indiquez une date et une heure pour « {label} ».",
        ),
        "bool": (
            "Answer “{label}” with yes or no.",
            "Répondez par oui ou non à « {label} ».",
        ),
        "int": ("Give a number for “{label}”.", "Indiquez un nombre pour « {label} »."),
        "choice": (
            "Choose a value for “{label}”.",
            "Choisissez une valeur pour « {label} ».",
        ),
        "choices": (
            "Choose at least one value for “{label}”.",
            "Choisissez au moins une valeur pour « {label} ».",
        ),
        "user": (
            "Choose a person for “{label}”.",
            "Choisissez une personne pour « {label} ».",
        ),
        "file": ("Attach a file for “{label}”.", "Joignez un fichier à « {label} »."),
        "rows": (
            "Add at least one line to “{label}”.",
            "Ajoutez au moins une ligne à « {label} ».",
        ),
        "no_text": ("Write text here.", "Écrivez du texte ici."),
        "unstorable": (
            "Remove the characters that cannot be stored.",
            "Retirez les caractères qui ne peuvent être enregistrés.",
        ),
        "too_long": (
            "Shorten this to {most} characters; it has {found}.",
            "Réduisez ce texte à {most} caractères; il en compte {found}.",
        ),
        "too_short": (
            "Write at least {least} characters.",
            "Écrivez au moins {least} caractères.",
        ),
        "no_date": (
            "Write the date as year-month-day, such as 2026-11-23.",
            "Écrivez la date sous la forme année-mois-jour, par exemple 2026-11-23.",
        ),
        "no_datetime": (
            "Write date and time as 2026-11-23T14:30, or with an offset.",
            "Écrivez date et heure comme 2026-11-23T14:30, ou avec un décalage.",
        ),
        "no_bool": ("Answer yes or no.", "Répondez par oui ou non."),
        "no_int": ("Write a whole number.", "Écrivez un nombre entier."),
        "no_number": ("Write a number.", "Écrivez un nombre."),
        "too_small": ("Give {least} or more.", "Indiquez {least} ou plus."),
        "too_large": ("Give {most} or less.", "Indiquez {most} ou moins."),
        "not_offered": (
            "Choose one of the values offered: {offered}.",
            "Choisissez une des valeurs offertes : {offered}.",
        ),
        "nothing_offered": (
            "There is nothing to choose from; the process owner can fill the list.",
            "Rien à choisir; le responsable du processus peut remplir la liste.",
        ),
        "no_list": ("Send a list of values.", "Envoyez une liste de valeurs."),
        "too_many_choices": (
            "Choose at most {most} values.",
            "Choisissez au plus {most} valeurs.",
        ),
        "too_few_choices": (
            "Choose at least {least} values.",
            "Choisissez au moins {least} valeurs.",
        ),
        "no_person": (
            "Choose one of the people offered.",
            "Choisissez une des personnes offertes.",
        ),
        "nobody_offered": (
            "Nobody has this role yet; an administrator can give it.",
            "Personne n’a encore ce rôle; un administrateur peut l’attribuer.",
        ),
        "no_file": (
            "Send a file’s name and its content in base64, or a document’s id.",
            "Envoyez le nom et le contenu en base64 du fichier, ou l’id d’un document.",
        ),
        "empty_file": (
            "The file is empty; choose another one.",
            "Le fichier est vide; choisissez-en un autre.",
        ),
        "large_file": (
            "The file is larger than {most} MB; attach a smaller one or a link to it.",
            "Le fichier dépasse {most} Mo; joignez-en un plus petit ou un lien.",
        ),
        "no_rows": ("Send a list of lines.", "Envoyez une liste de lignes."),
        "no_row": (
            "Send each line as an object of its columns.",
            "Envoyez chaque ligne comme un objet formé de ses colonnes.",
        ),
        "too_many_rows": (
            "Keep at most {most} lines; there are {found}.",
            "Gardez au plus {most} lignes; il y en a {found}.",
        ),
        "too_few_rows": (
            "Add lines until there are {least}; there are {found}.",
            "Ajoutez des lignes jusqu’à {least}; il y en a {found}.",
        ),
        "unknown": (
            "There is no field of this name here.{similar}",
            "Il n’y a pas de champ de ce nom ici.{similar}",
        ),
        "similar": (" Did you mean “{name}”?", " Vouliez-vous dire « {name} »?"),
        "no_answers": (
            "Send the answers as an object: field name and answer.",
            "Envoyez les réponses comme un objet : nom du champ et réponse.",
        ),
        "broken_rule": (
            "The process owner must mend a rule of this form: {problem}.",
            "Le responsable du processus doit corriger une règle : {problem}.",
        ),
    }
)


def sentence(key: str, language: str, **values: object) -> str:
    """The sentence in a language, with these values."""
    english, french = _SAYS[key]
    return (french if language == "fr" else english).format(**values)
