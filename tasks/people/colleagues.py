"""Further people of the demonstration, who are busy with releases of their own.

Source: ours, because an office in which one person holds each role looks like none.
"""

#: User name → name, where they work, language, roles.
COLLEAGUES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "nadia.haddad": (
        "Nadia Haddad",
        "Release Management Office",
        "en",
        ("release_coordinator_smr",),
    ),
    "luc.desrosiers": (
        "Luc Desrosiers",
        "Deployment Coordination Service",
        "fr",
        ("release_coordinator_dcs",),
    ),
    "grace.adeyemi": (
        "Grace Adeyemi",
        "Project Delivery, Health Services",
        "en",
        ("project_manager",),
    ),
    "marc.fontaine": (
        "Marc Fontaine",
        "Gestion de projets, Justice",
        "fr",
        ("project_manager",),
    ),
    "yuki.mori": ("Yuki Mori", "Service Desk", "en", ("stakeholder",)),
    "pavel.horak": ("Pavel Horak", "Database Services", "en", ("stakeholder",)),
    "amara.diallo": (
        "Amara Diallo",
        "Cyber Security Operations",
        "fr",
        ("stakeholder",),
    ),
    "hannah.reid": (
        "Hannah Reid",
        "Business Support, Land and Resources",
        "en",
        ("stakeholder",),
    ),
    "tomas.silva": ("Tomás Silva", "Application Operations", "en", ("stakeholder",)),
    "ingrid.larsen": ("Ingrid Larsen", "Messaging Services", "en", ("service_owner",)),
    "joseph.whiteduck": (
        "Joseph Whiteduck",
        "Business Applications",
        "en",
        ("service_owner",),
    ),
    "celine.bouchard": (
        "Céline Bouchard",
        "Groupement des services communautaires",
        "fr",
        ("executive",),
    ),
}
