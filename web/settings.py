"""What the surroundings say: the only place that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.connectors.wanted import NO_TOOLS, ChangeTools

DEFAULT_SECRET = "for-trying-out-only"  # noqa: S105 - refused in production
DIAGRAMS = Path(__file__).parent.parent / "bpmn"
ON = frozenset({"1", "true", "yes", "on"})


class BadSettings(Exception):
    """The environment asks for something that cannot be; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked."""

    database_url: str = "sqlite:///var/erm.db"
    secret_key: str = DEFAULT_SECRET
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str | None = None
    mail_from: str = "erm@localhost"
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    time_zone: str = "America/Toronto"
    simulated_time: bool = False
    production: bool = False
    port: int = 8000
    diagrams: Path = DIAGRAMS
    files: Path = Path("var/files")
    virus_scan: str | None = None
    change_tools: ChangeTools = NO_TOOLS

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def https(self) -> bool:
        """Whether people reach the product over TLS: cookies are then Secure."""
        return self.base_url.startswith("https://")


DEFAULTS = Settings()


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment asks for. Raises BadSettings."""
    port = _port(environment.get("PORT", "8000"))
    settings = Settings(
        database_url=environment.get("ERM_DATABASE_URL") or DEFAULTS.database_url,
        secret_key=environment.get("ERM_SECRET_KEY") or DEFAULT_SECRET,
        base_url=(environment.get("ERM_BASE_URL") or f"http://127.0.0.1:{port}").rstrip(
            "/"
        ),
        smtp_url=environment.get("ERM_SMTP_URL") or None,
        mail_from=environment.get("ERM_MAIL_FROM") or DEFAULTS.mail_from,
        oidc_issuer=environment.get("ERM_OIDC_ISSUER") or None,
        oidc_client_id=environment.get("ERM_OIDC_CLIENT_ID") or None,
        oidc_client_secret=environment.get("ERM_OIDC_CLIENT_SECRET") or None,
        time_zone=environment.get("ERM_TIME_ZONE") or DEFAULTS.time_zone,
        simulated_time=environment.get("ERM_SIMULATED_TIME", "").lower() in ON,
        production=environment.get("ERM_ENV", "").lower() == "production",
        port=port,
        diagrams=Path(environment.get("ERM_DIAGRAMS") or DIAGRAMS),
        files=Path(environment.get("ERM_FILES") or DEFAULTS.files),
        virus_scan=environment.get("ERM_VIRUS_SCAN") or None,
        change_tools=_change_tools(environment),
    )
    _check(settings)
    return settings


def settings() -> Settings:
    """The settings of this process. Raises BadSettings."""
    return settings_from(os.environ)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSettings(f"PORT must be a number between 1 and 65535, not “{text}”.")
    return int(text)


def _change_tools(environment: Mapping[str, str]) -> ChangeTools:
    every = environment.get("ERM_CHANGES_EVERY") or "5"
    if not every.isdigit() or not 0 < int(every) <= 1440:
        raise BadSettings(
            f"ERM_CHANGES_EVERY must be minutes from 1 to 1440, not “{every}”."
        )
    url = environment.get("ERM_CHANGES_URL") or None
    parts = urlsplit(url or "https://none")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise BadSettings(
            "ERM_CHANGES_URL must be an address with http:// or https:// and no "
            "sign-in; the secret goes to ERM_CHANGES_TOKEN."
        )
    folder = environment.get("ERM_CHANGES_FOLDER")
    return ChangeTools(
        url=url,
        token=environment.get("ERM_CHANGES_TOKEN") or None,
        folder=Path(folder) if folder else None,
        every=timedelta(minutes=int(every)),
    )


def _check(settings: Settings) -> None:
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadSettings(
            f"ERM_TIME_ZONE names no time zone: “{settings.time_zone}”."
        ) from None
    if urlsplit(settings.base_url).scheme not in ("http", "https"):
        raise BadSettings("ERM_BASE_URL must begin with http:// or https://.")
    if settings.production:
        _check_production(settings)


def _check_production(settings: Settings) -> None:
    """Refuse what is fine for trying out and dangerous in earnest."""
    if settings.secret_key == DEFAULT_SECRET or len(settings.secret_key) < 16:
        raise BadSettings(
            "In production ERM_SECRET_KEY must be a secret of at least 16 characters."
        )
    if settings.simulated_time:
        raise BadSettings(
            "In production the clock cannot be moved: unset ERM_SIMULATED_TIME."
        )
