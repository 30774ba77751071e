"""A provider of OpenID Connect on this machine: Authlib's server side, over real HTTP and with real signatures.

It asks nobody: whoever comes is who the test says. What it tells can be made wrong, one thing at a time.
"""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from authlib.oauth2 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tacit.web.oidc import Provider as Known

CLIENT, SECRET = "tacit-at-the-shop", "a secret of the two"


@dataclass
class User:
    sub: str
    email: str = ""
    verified: bool = True


@dataclass
class Client:
    """What Authlib asks of a client that is registered."""

    back: str = ""  # where it may be sent back to
    client_id: str = CLIENT

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, uri: str) -> bool:
        return uri == self.back

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class Code:
    """A code that was given out, as Authlib asks for it."""

    code: str
    user: User
    asked: dict[str, str]

    @property
    def code_challenge(self) -> str | None:
        return self.asked.get("code_challenge")

    @property
    def code_challenge_method(self) -> str | None:
        return self.asked.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return self.asked["redirect_uri"]

    def get_scope(self) -> str:
        return self.asked["scope"]

    def get_nonce(self) -> str | None:
        return self.asked.get("nonce")

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    now: Callable[[], datetime]
    user: User | None = None  # who signs in; nobody says no
    url: str = ""
    client: Client = field(default_factory=Client)
    key: RSAKey = field(default_factory=lambda: new_key("first"))
    signs_with: RSAKey | None = None  # another key than it tells of
    claims: dict[str, Any] = field(default_factory=dict)  # told instead of what is true
    calls_itself: str = ""
    tells_in_token: bool = True  # the address; else only when asked
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, User] = field(default_factory=dict)

    def application(self) -> Starlette:
        self.server = Server(self)
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.tell),
                Route("/keys", lambda _: JSONResponse(KeySet([self.key]).as_dict(private=False))),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/userinfo", self.userinfo),
            ]
        )

    def tell(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.calls_itself or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
            }
        )

    def authorize(self, request: Request) -> Response:
        asked = OAuth2Request("GET", str(request.url), headers=request.headers)
        asked.payload = BasicOAuth2Payload(dict(request.query_params))
        self.asked.append(dict(request.query_params))
        try:
            grant = self.server.get_consent_grant(asked, self.user)
        except OAuth2Error as wrong:
            return JSONResponse(dict(wrong.get_body()), 400)
        found: Response = self.server.create_authorization_response(asked, self.user, grant)
        return found

    async def token(self, request: Request) -> Response:
        given = dict(parse_qsl((await request.body()).decode()))
        asked = Asked("POST", str(request.url), headers=request.headers)
        asked.payload, asked.given = BasicOAuth2Payload(given), given
        found: Response = self.server.create_token_response(asked)
        return found

    def userinfo(self, request: Request) -> Response:
        user = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if user is None:
            return JSONResponse({}, 401)
        return JSONResponse({"sub": user.sub, "email": user.email, "email_verified": user.verified})


class Asked(OAuth2Request):
    given: dict[str, str]

    @property
    def form(self) -> dict[str, str]:
        return self.given


class Server(AuthorizationServer):
    def __init__(self, provider: Provider) -> None:
        super().__init__(scopes_supported=["openid", "email"])
        self.provider = provider
        self.register_token_generator("default", BearerTokenGenerator(lambda **_: new_secret()))
        self.register_grant(CodeGrant, [Signed(provider), CodeChallenge(required=True)])

    def query_client(self, client_id: str) -> Client | None:
        return self.provider.client if client_id == CLIENT else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        self.provider.tokens[token["access_token"]] = request.user

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        return Response(json.dumps(body) if isinstance(body, dict) else body, status, dict(headers))

    def send_signal(self, *_: object, **__: object) -> None:
        pass


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        self.server.provider.codes[code] = Code(code, request.user, dict(request.payload.data))

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return self.server.provider.codes.get(code)

    def delete_authorization_code(self, code: Code) -> None:
        del self.server.provider.codes[code.code]

    def authenticate_user(self, code: Code) -> User:
        return code.user


class Signed(OpenIDCode):
    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        return any(code.get_nonce() == nonce for code in self.provider.codes.values())

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self.provider.signs_with or self.provider.key

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": "RS256", "kid": str(self.provider.key.kid)}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        now = int(self.provider.now().timestamp())
        return {"iss": self.provider.url, "aud": [CLIENT], "iat": now, "auth_time": now, "exp": now + 300}

    def generate_user_info(self, user: User, scope: str) -> UserInfo:
        told = UserInfo(sub=user.sub)
        if self.provider.tells_in_token and user.email:
            told |= {"email": user.email, "email_verified": user.verified}
        return UserInfo(told | self.provider.claims)


def known(it: Provider) -> Known:
    told = {"TACIT_OIDC_ISSUER": it.url, "TACIT_OIDC_CLIENT_ID": CLIENT, "TACIT_OIDC_CLIENT_SECRET": SECRET}
    found = Known.of(told)
    assert found
    return found


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


def new_secret() -> str:
    from secrets import token_urlsafe

    return token_urlsafe(32)


@contextmanager
def providing(now: Callable[[], datetime]) -> Iterator[Provider]:
    it = Provider(now)
    listening = socket.create_server(("127.0.0.1", 0))
    it.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(it.application(), log_level="critical", lifespan="off", ws="none"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield it
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
