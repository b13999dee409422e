"""A website that signs its people in by http.server alone, without a library: written by the page /auth.md."""
import base64
import hashlib
import html
import json
import os
import secrets
import time
import urllib.request
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlparse

ISSUER, AK, SK = (os.environ[name] for name in ("NCC_ISSUER", "NCC_AK", "NCC_SK"))
CALLBACK = urlparse(os.environ["NCC_CALLBACK"])
HOME = f"{CALLBACK.scheme}://{CALLBACK.netloc}/"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
sessions = {}


def ask(url, form=None, headers=None):
    body = urlencode(form).encode() if form else None
    with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=10) as answer:
        return json.load(answer)


CLOUD = ask(f"{ISSUER}/.well-known/openid-configuration")


def octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(token):
    head, body, signature = token.split(".")
    header = json.loads(octets(head))
    if header["alg"] != "RS256":
        raise ValueError("alg")
    key = next(key for key in ask(CLOUD["jwks_uri"])["keys"] if key["kid"] == header["kid"])
    n, e = (int.from_bytes(octets(key[part]), "big") for part in ("n", "e"))
    size = (n.bit_length() + 7) // 8
    digest = SHA256 + hashlib.sha256(f"{head}.{body}".encode()).digest()
    expected = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    if pow(int.from_bytes(octets(signature), "big"), e, n).to_bytes(size, "big") != expected:
        raise ValueError("signature")
    claims = json.loads(octets(body))
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims["iss"] != ISSUER or AK not in audience or claims["exp"] < time.time():
        raise ValueError("iss, aud or exp")
    return claims


class Site(BaseHTTPRequestHandler):
    def session(self, take=False):
        cookie = SimpleCookie(self.headers.get("cookie", "")).get("plain")
        key = cookie.value if cookie else ""
        return (sessions.pop(key, None) if take else sessions.get(key)) or {}

    def page(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def go(self, to, session):
        key = secrets.token_urlsafe(24)
        sessions[key] = session
        self.send_response(303)
        self.send_header("Location", to)
        self.send_header("Set-Cookie", f"plain={key}; Path=/; HttpOnly; SameSite=Lax")
        self.end_headers()

    def do_GET(self):
        url = urlparse(self.path)
        if url.path == "/login":
            one = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
            digest = hashlib.sha256(one["verifier"].encode()).digest()
            query = {
                "response_type": "code", "client_id": AK, "redirect_uri": CALLBACK.geturl(),
                "scope": "openid profile", "state": one["state"], "nonce": one["nonce"],
                "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
                "code_challenge_method": "S256",
            }
            self.go(f"{CLOUD['authorization_endpoint']}?{urlencode(query)}", one)
        elif url.path == CALLBACK.path:
            try:
                self.finish_login({name: values[0] for name, values in parse_qs(url.query).items()})
            except (ValueError, KeyError, StopIteration, URLError, OSError) as error:
                text = f"<p>登录没有完成：{html.escape(str(error))}</p><p><a href='/login'>再试一次</a></p>"
                self.page(400, text)
        elif url.path == "/":
            user = self.session().get("user")
            if user is None:
                self.page(200, '<a href="/login">使用国家公共文化云登录</a>')
            else:
                name, sub = html.escape(user["nickname"]), html.escape(user["sub"])
                self.page(200, f'<p data-account="{sub}">您好，{name}</p><form method="post" action="/logout"></form>')
        else:
            self.page(404, "<p>没有这一页</p>")

    def finish_login(self, given):
        one = self.session(take=True)
        if "error" in given:
            raise ValueError(given["error"])
        if given.get("state") != one["state"] or given.get("iss") != ISSUER:
            raise ValueError("state or iss")
        basic = base64.b64encode(f"{AK}:{SK}".encode()).decode()
        form = {
            "grant_type": "authorization_code", "code": given["code"],
            "redirect_uri": CALLBACK.geturl(), "code_verifier": one["verifier"],
        }
        tokens = ask(CLOUD["token_endpoint"], form, {"Authorization": f"Basic {basic}"})
        claims = claims_of(tokens["id_token"])
        if claims.get("nonce") != one["nonce"]:
            raise ValueError("nonce")
        user = ask(CLOUD["userinfo_endpoint"], None, {"Authorization": f"Bearer {tokens['access_token']}"})
        if user["sub"] != claims["sub"]:
            raise ValueError("sub")
        user = {"sub": user["sub"], "sid": claims.get("sid"), "nickname": user.get("nickname", "")}
        self.go("/", {"user": user, "id_token": tokens["id_token"]})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        if self.path == "/logout":
            hint = self.session(take=True).get("id_token", "")
            query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": HOME})
            self.go(f"{CLOUD['end_session_endpoint']}?{query}", {})
        elif self.path == "/backchannel-logout":
            try:
                claims = claims_of(parse_qs(body)["logout_token"][0])
                if LOGOUT not in claims["events"] or "nonce" in claims:
                    raise ValueError("events or nonce")
                for key, session in list(sessions.items()):
                    user = session.get("user", {})
                    if user.get("sub") == claims["sub"] and claims.get("sid", user["sid"]) == user["sid"]:
                        sessions.pop(key, None)
                self.page(200, "")
            except (ValueError, KeyError, StopIteration):
                self.page(400, "")
        else:
            self.page(404, "")


ThreadingHTTPServer((CALLBACK.hostname, CALLBACK.port), Site).serve_forever()
