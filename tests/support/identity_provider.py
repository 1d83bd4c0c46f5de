"""A real OpenID provider on this machine: discovery, sign-in, tokens, keys.

It signs everybody in as the person it was told, and can be told to lie.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "erm", "a secret between the two"


@dataclass
class IdentityProvider:
    """What it says of who signs in, and what it has handed out."""

    claims: dict[str, Any] = field(default_factory=dict)
    #: Claims of the next tokens that are not as they should be.
    lies: dict[str, Any] = field(default_factory=dict)
    signs_with: RSAKey = field(default_factory=lambda: _key())
    publishes: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    port: int = 0

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visited(self, address: str) -> str:
        """A browser comes with this address; where it is sent back to."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return f"{asked['redirect_uri']}?{back}"

    def description(self) -> dict[str, str]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        shown = self.publishes or self.signs_with
        return {"keys": [shown.as_dict(private=False)]}

    def token(self, form: dict[str, str]) -> dict[str, str] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != proof:
            return None
        if form.get("client_secret") != SECRET:
            return None
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.lies,
        }
        header = {"alg": "RS256", "kid": self.signs_with.kid}
        return {"id_token": jwt.encode(header, said, self.signs_with)}


def _key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


def serving(provider: IdentityProvider) -> ThreadingHTTPServer:
    """Answer for a provider until it is shut down."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            known = {
                "/.well-known/openid-configuration": provider.description,
                "/keys": provider.keys,
            }
            self.say(200, known[path]()) if path in known else self.say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found = provider.token({k: v[0] for k, v in parse_qs(body).items()})
            self.say(200, found) if found else self.say(400, {"error": "invalid"})

        def say(self, status: int, what: Any) -> None:
            content = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
