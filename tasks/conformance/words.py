"""Words of the proof in both languages, for the paper that auditors take along."""

from collections.abc import Mapping

_HOW_EN = (
    "Each line is a requirement of the standard. What shows it is a step that was "
    "passed, an answer, an entry of the record, a document, a decision or a mail, "
    "with who and when. The seal is that of the audit trail’s chain of hashes: "
    "“erm verify” checks that nothing before it was changed."
)
_HOW_FR = (
    "Chaque ligne est une exigence de la norme. La preuve est une étape franchie, "
    "une réponse, une inscription au dossier, un document, une décision ou un "
    "courriel, avec qui et quand. Le sceau est celui de la chaîne de hachage de la "
    "piste d’audit : « erm verify » vérifie que rien n’a changé avant lui."
)

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Proof of conformance", "Preuve de conformité"),
    "standard": (
        "GO-ITS 240PRS Enterprise Release Management",
        "NTI-GO 240PRS Gestion des versions de l’organisation",
    ),
    "release": ("Release", "Version"),
    "status": ("Status", "Statut"),
    "milestone": ("Milestone", "Jalon"),
    "version": ("Version of the process", "Version du processus"),
    "proven": ("Proven at", "Établie le"),
    "by": ("By", "Par"),
    "chain": ("Newest seal of the audit trail", "Dernier sceau de la piste d’audit"),
    "link": ("link {number} of {at}", "maillon {number} du {at}"),
    "unsealed": ("not sealed yet", "pas encore scellée"),
    "changes": ("Changes on record", "Changements consignés"),
    "counts": ("Counts", "Dénombrement"),
    "met": ("Met", "Satisfaite"),
    "not_yet": ("Not yet", "Pas encore"),
    "not_applicable": ("Not applicable", "Sans objet"),
    "waived": ("Waived", "Dispensée"),
    "whole": ("The whole life of the release", "Toute la vie de la version"),
    "requirement": ("Requirement", "Exigence"),
    "state": ("State", "État"),
    "shown": ("Shown by", "Preuve"),
    "how": (_HOW_EN, _HOW_FR),
    "missing": ("Still needed: {words}", "Manque encore : {words}"),
    "waiver": ("{by}, {at}: {reason}", "{by}, {at} : {reason}"),
    "page": ("Conformance of {release}", "Conformité de {release}"),
}


def word(key: str, language: str, **values: object) -> str:
    """A word in a language."""
    en, fr = WORDS[key]
    return (fr if language == "fr" else en).format(**values)
