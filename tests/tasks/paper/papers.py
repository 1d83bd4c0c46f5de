"""Papers that the tests print."""

from tasks.paper.blocks import (
    Facts,
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Picture,
)

DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" width="100" '
    b'height="40"><rect width="100" height="40" fill="#eeeeee"/>'
    b'<text x="10" y="20" font-family="Arial">Build</text></svg>'
)

MINUTES = Paper(
    title="Procès-verbal – réunion de lancement",
    language="fr",
    subtitle="SMR-2026-0001",
    foot="SMR-2026-0001 · version 2",
    blocks=(
        Heading("Présences"),
        Facts((("Animé par", "Cora Côté"), ("Heure", "09:00"))),
        Heading("Ordre du jour"),
        Paragraph("Première ligne\nDeuxième ligne"),
        Items(("Portée", "Dates clés")),
        Grid(
            "Points d’action",
            ("Action", "Responsable", "Échéance"),
            (("Réserver la salle", "Eli", "2026-03-02"), ("Tester", "Sam", "")),
        ),
        Picture(DRAWING, "Le diagramme du processus"),
    ),
)


def one(*blocks: object, title: str = "Minutes", language: str = "en") -> Paper:
    """A paper of these blocks."""
    return Paper(title, language, blocks)  # type: ignore[arg-type]
