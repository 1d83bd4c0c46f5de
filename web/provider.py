"""The organization's identity provider, spoken to over OpenID Connect.

Authorization code with PKCE; the ID token is checked for its signature, issuer,
audience, time and nonce before anything in it is believed.
Source: OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700.
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

SCOPE = "openid profile email"
#: Signatures that may vouch; ``none`` and shared secrets are not among them.
ALGORITHMS = ["RS256", "ES256", "PS256", "RS384", "RS512", "ES384", "EdDSA"]
#: Seconds that two clocks may differ, and that an answer may take.
LEEWAY, TIMEOUT = 120, 10.0
MOST_BYTES = 1_000_000


class ProviderFailed(Exception):
    """The provider is away, or not to be believed; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is kept of a sign-in until the person comes back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Asked":
        """New secrets for one sign-in."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(slots=True)
class Provider:
    """One provider, with what it says of itself remembered."""

    issuer: str
    client_id: str
    client_secret: str | None
    _about: dict[str, Any] = field(default_factory=dict[str, Any])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def address(self, asked: Asked, back: str) -> str:
        """Where to send the person to sign in. Raises ProviderFailed."""
        digest = hashlib.sha256(asked.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        wanted = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": SCOPE,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self.about("authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(wanted)}"

    def claims(self, asked: Asked, code: str, back: str) -> Mapping[str, Any]:
        """What the provider vouches for. Raises ProviderFailed."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": self.client_id,
            "code_verifier": asked.verifier,
        }
        if self.client_secret:
            form["client_secret"] = self.client_secret
        answer = self._fetch("POST", self.about("token_endpoint"), data=form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderFailed("the provider gave no ID token")
        return self._checked(token, asked.nonce)

    def about(self, name: str) -> str:
        """An endpoint of the provider's own description. Raises ProviderFailed."""
        with self._lock:
            if not self._about:
                found = self._fetch("GET", f"{self.issuer.rstrip('/')}{DISCOVERY}")
                if str(found.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
                    raise ProviderFailed("the description is of another issuer")
                self._about = found
        value = self._about.get(name)
        if not isinstance(value, str):
            raise ProviderFailed(f"the description has no {name}")
        return value

    def _checked(self, token: str, nonce: str) -> Mapping[str, Any]:
        keys = self._fetch("GET", self.about("jwks_uri"))
        expected = jwt.JWTClaimsRegistry(
            now=int(time.time()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.about("issuer")},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            known = KeySet.import_key_set(cast(KeySetSerialization, keys))
            found = jwt.decode(token, known, ALGORITHMS)
            expected.validate(found.claims)
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            name = type(problem).__name__
            raise ProviderFailed(f"the ID token does not hold: {name}") from problem
        return found.claims

    def _fetch(self, method: str, url: str, **sent: Any) -> dict[str, Any]:
        try:
            answer = httpx.request(method, url, timeout=TIMEOUT, **sent)
            answer.raise_for_status()
            found = answer.json() if len(answer.content) <= MOST_BYTES else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
            raise ProviderFailed(f"{url}: {problem}") from problem
        if not isinstance(found, dict):
            raise ProviderFailed(f"{url}: no JSON object")
        return found


DISCOVERY = "/.well-known/openid-configuration"
