"""The fixed words of a process's documentation, in both languages."""

from collections.abc import Mapping
from typing import Any

WORDS: Mapping[str, Mapping[str, str]] = {
    "process": {"en": "Process", "fr": "Processus"},
    "version": {"en": "Version", "fr": "Version"},
    "published": {"en": "Published", "fr": "Publiée"},
    "effective": {"en": "Effective", "fr": "En vigueur"},
    "by": {"en": "Published by", "fr": "Publiée par"},
    "reviewed": {"en": "Reviewed by", "fr": "Révisée par"},
    "nobody": {"en": "not reviewed", "fr": "non révisée"},
    "why": {"en": "Why", "fr": "Motif"},
    "picture": {"en": "Picture", "fr": "Schéma"},
    "picture_text": {
        "en": "The diagram of the process; the steps are told as text below.",
        "fr": "Le diagramme du processus; les étapes sont décrites ci-dessous.",
    },
    "steps": {"en": "Steps", "fr": "Étapes"},
    "number": {"en": "No.", "fr": "N°"},
    "step": {"en": "Step", "fr": "Étape"},
    "kind": {"en": "Kind", "fr": "Nature"},
    "role": {"en": "Role", "fr": "Rôle"},
    "next": {"en": "Goes on to", "fr": "Se poursuit à"},
    "otherwise": {"en": "otherwise", "fr": "sinon"},
    "back": {"en": "back to", "fr": "retour à"},
    "tasks": {"en": "Tasks and their forms", "fr": "Tâches et formulaires"},
    "instruction": {"en": "Instruction", "fr": "Consigne"},
    "due": {"en": "Due", "fr": "Échéance"},
    "gate": {"en": "Gate", "fr": "Point de contrôle"},
    "activity": {"en": "Activity (RACI)", "fr": "Activité (RACI)"},
    "form": {"en": "Form", "fr": "Formulaire"},
    "field": {"en": "Field", "fr": "Champ"},
    "type": {"en": "Type", "fr": "Type"},
    "required": {"en": "Required", "fr": "Obligatoire"},
    "shown_when": {"en": "Shown when", "fr": "Affiché si"},
    "values": {"en": "Values", "fr": "Valeurs"},
    "checks": {"en": "Checked", "fr": "Vérifications"},
    "raci": {"en": "Who does what (RACI)", "fr": "Qui fait quoi (RACI)"},
    "responsible": {"en": "Responsible", "fr": "Exécutant (R)"},
    "accountable": {"en": "Accountable", "fr": "Responsable (A)"},
    "consulted": {"en": "Consulted", "fr": "Consulté (C)"},
    "informed": {"en": "Informed", "fr": "Informé (I)"},
    "automatic": {"en": "Automatic steps", "fr": "Étapes automatiques"},
    "does": {"en": "Does", "fr": "Effet"},
    "with": {"en": "With", "fr": "Avec"},
    "decisions": {"en": "Decisions", "fr": "Décisions"},
    "way": {"en": "Way", "fr": "Voie"},
    "condition": {"en": "Condition", "fr": "Condition"},
    "waits": {"en": "Timers, messages and signals", "fr": "Minuteries et messages"},
    "for": {"en": "Waits for", "fr": "Attend"},
    "mails": {"en": "Mails", "fr": "Courriels"},
    "subject": {"en": "Subject", "fr": "Objet"},
    "sent_at": {"en": "Sent at", "fr": "Envoyé à l’étape"},
    "gates": {"en": "Gates", "fr": "Points de contrôle"},
    "yes": {"en": "yes", "fr": "oui"},
}

KINDS: Mapping[str, Mapping[str, str]] = {
    "startEvent": {"en": "start", "fr": "début"},
    "endEvent": {"en": "end", "fr": "fin"},
    "userTask": {"en": "task", "fr": "tâche"},
    "manualTask": {"en": "task", "fr": "tâche"},
    "serviceTask": {"en": "automatic step", "fr": "étape automatique"},
    "exclusiveGateway": {"en": "decision", "fr": "décision"},
    "inclusiveGateway": {"en": "decision", "fr": "décision"},
    "parallelGateway": {"en": "parallel paths", "fr": "voies parallèles"},
    "eventBasedGateway": {
        "en": "whichever happens first",
        "fr": "ce qui arrive en premier",
    },
    "boundaryEvent": {"en": "interruption", "fr": "interruption"},
    "intermediateCatchEvent": {"en": "waits", "fr": "attente"},
    "intermediateThrowEvent": {"en": "sends a signal", "fr": "envoi d’un signal"},
    "subProcess": {"en": "part", "fr": "partie"},
}

TYPES: Mapping[str, Mapping[str, str]] = {
    "text": {"en": "text", "fr": "texte"},
    "long": {"en": "long text", "fr": "texte long"},
    "date": {"en": "date", "fr": "date"},
    "datetime": {"en": "date and time", "fr": "date et heure"},
    "bool": {"en": "yes or no", "fr": "oui ou non"},
    "int": {"en": "whole number", "fr": "nombre entier"},
    "number": {"en": "number", "fr": "nombre"},
    "choice": {"en": "one of", "fr": "un choix"},
    "choices": {"en": "some of", "fr": "plusieurs choix"},
    "user": {"en": "person", "fr": "personne"},
    "ref": {"en": "entry", "fr": "élément"},
    "file": {"en": "file", "fr": "fichier"},
    "rows": {"en": "lines", "fr": "lignes"},
}


def word(language: str, name: str) -> str:
    """A fixed word of the paper."""
    return WORDS[name][language]


def called(table: Mapping[str, Mapping[str, str]], key: str, language: str) -> str:
    """What a kind or type is called; itself where it has no words."""
    return table[key][language] if key in table else key


def said(text: Any, language: str) -> str:
    """A text of a data file, in the language of the paper, else in English."""
    if isinstance(text, Mapping):
        return str(text.get(language) or text.get("en") or "")
    return "" if text is None else str(text)
