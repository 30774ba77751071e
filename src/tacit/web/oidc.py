"""Signing in with a provider: OpenID Connect by a code, with PKCE, a state and a nonce that only this browser knows.

All three are made of one secret that lies in a cookie of the browser, so that nothing is kept here of those who go away
and never come back, and what one browser brings is of no use to another. The provider is the host's choice: it stands
in the environment and never in the repository.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from hmac import compare_digest
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tacit.errors import EnvironmentFailed, Refused, WrongUsage

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

Json = dict[str, Any]

_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
_PATIENCE = 10.0  # seconds
_KEPT_FOR = timedelta(hours=1)  # what a provider says of itself
_LEEWAY = 60  # seconds that two clocks may differ
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass
class Provider:
    issuer: str
    client: str
    secret: str = field(default="", repr=False)
    name: str = ""  # as the button calls it
    _known: Json | None = field(default=None, repr=False)
    _since: datetime | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Provider | None":
        """What the environment of the server says; None where it says nothing."""
        issuer, client = environ.get("TACIT_OIDC_ISSUER", ""), environ.get("TACIT_OIDC_CLIENT_ID", "")
        if not issuer and not client:
            return None
        if not issuer or not client:
            raise WrongUsage(
                "oidc", "a provider needs TACIT_OIDC_ISSUER and TACIT_OIDC_CLIENT_ID", remedy="Set both, or none."
            )
        _need_sealed(issuer)
        if find_spec("authlib") is None:
            raise EnvironmentFailed(
                "no-library",
                "signing in with a provider needs Authlib",
                remedy="Install it: `pip install 'tacit[oidc]'`.",
            )
        name = environ.get("TACIT_OIDC_NAME", "") or urlsplit(issuer).hostname or issuer
        return cls(issuer, client, environ.get("TACIT_OIDC_CLIENT_SECRET", ""), name)

    def way_there(self, secret: str, back: str, now: datetime) -> str:
        """Where the browser goes to sign in; `back` is where it comes back to."""
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                self._endpoint(client, "authorization_endpoint", now),
                state=_derived(secret, "state"),
                nonce=_derived(secret, "nonce"),
                code_verifier=_derived(secret, "verifier"),
            )
            return str(url)

    def claims(self, secret: str, brought: Mapping[str, str], back: str, now: datetime) -> Json:
        """Whom the provider vouches for, by what the browser brought back."""
        if not secret or not compare_digest(brought.get("state", "").encode(), _derived(secret, "state").encode()):
            raise Refused("other-sign-in", "this is no answer to what this browser asked", remedy="Sign in anew.")
        if brought.get("iss", self.issuer) != self.issuer:
            raise Refused("other-issuer", "another provider answered than was asked", remedy="Sign in anew.")
        if not brought.get("code"):
            said = brought.get("error", "nothing")
            raise Refused("provider-refused", f"the provider said no: {said}", remedy="Sign in anew, or by password.")
        with self._client(back) as client:
            token = client.fetch_token(
                self._endpoint(client, "token_endpoint", now),
                code=brought["code"],
                code_verifier=_derived(secret, "verifier"),
            )
            claims = self._read(client, token, _derived(secret, "nonce"), now)
            return claims if "email" in claims else claims | self._more(client, claims["sub"], now)

    @contextmanager
    def _client(self, back: str) -> Iterator["OAuth2Client"]:
        """Whatever the provider does wrong is told as such."""
        from authlib.common.errors import AuthlibBaseError
        from authlib.integrations.httpx_client import OAuth2Client
        from httpx2 import HTTPError
        from joserfc.errors import JoseError

        client = OAuth2Client(
            self.client,
            self.secret or None,
            scope="openid email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_PATIENCE,
            follow_redirects=False,
        )
        try:
            with client:
                yield client
        except (AuthlibBaseError, JoseError, HTTPError, ValueError, KeyError, TypeError) as wrong:
            said = f"signing in with {self.name} did not work: {wrong or type(wrong).__name__}"
            raise EnvironmentFailed("provider", said, remedy="Try again, or sign in by password.") from wrong

    def _endpoint(self, client: "OAuth2Client", name: str, now: datetime) -> str:
        found = str(self._discovered(client, now)[name])
        _need_sealed(found)
        return found

    def _discovered(self, client: "OAuth2Client", now: datetime) -> Json:
        """What the provider says of itself, with its keys."""
        with self._lock:
            if self._known is None or self._since is None or not self._since <= now < self._since + _KEPT_FOR:
                found = _fetched(client, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found["issuer"] != self.issuer:
                    raise ValueError(f"it calls itself {found['issuer']}")
                _need_sealed(found["jwks_uri"])
                self._known, self._since = found | {"keys": _fetched(client, found["jwks_uri"])}, now
            return self._known

    def _read(self, client: "OAuth2Client", token: Json, nonce: str, now: datetime) -> Json:
        """What the token says, if the provider signed it, for us, for this browser, and not long ago."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet

        try:
            keys = KeySet.import_key_set(self._discovered(client, now)["keys"])
            signed = jwt.decode(token["id_token"], keys, algorithms=_SIGNED_BY)
        except InvalidKeyIdError:  # it has changed its keys since
            with self._lock:
                self._known = None
            keys = KeySet.import_key_set(self._discovered(client, now)["keys"])
            signed = jwt.decode(token["id_token"], keys, algorithms=_SIGNED_BY)
        wanted = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client}}
        known = {"nonce": nonce, "client_id": self.client, "access_token": token.get("access_token")}
        claims = CodeIDToken(signed.claims, signed.header, wanted, known)
        claims.validate(int(now.timestamp()), _LEEWAY)
        return dict(claims)

    def _more(self, client: "OAuth2Client", subject: str, now: datetime) -> Json:
        """Some tell the address only when they are asked."""
        if "userinfo_endpoint" not in self._discovered(client, now):
            return {}
        answer = client.get(self._endpoint(client, "userinfo_endpoint", now))
        answer.raise_for_status()
        told: Json = answer.json()
        return {key: told[key] for key in ("email", "email_verified") if key in told and told.get("sub") == subject}


def _fetched(client: "OAuth2Client", url: str) -> Json:
    answer = client.request("GET", url, withhold_token=True)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError(f"{url} is no JSON object")
    return found


def _derived(secret: str, what: str) -> str:
    told = blake2b(what.encode(), key=secret.encode()[:64], digest_size=32).digest()
    return urlsafe_b64encode(told).decode().rstrip("=")


def _need_sealed(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise WrongUsage("oidc", f"{url} is no https address", remedy="A provider is only to be trusted over https.")
