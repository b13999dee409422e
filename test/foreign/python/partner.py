"""Signs a citizen in with Authlib. The citizen is played by a second session: pages are read, forms posted."""

import html
import os
import re
from urllib.parse import parse_qs, urljoin, urlparse

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebToken
from authlib.oidc.core import CodeIDToken

issuer, redirect_uri = os.environ["ISSUER"], os.environ["REDIRECT_URI"]
metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=30).json()


def fill(page: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The first form of a page as a browser would send it, with `values` typed in."""
    form = re.search(r"<form\b.*?</form>", page, re.S).group()
    attribute = lambda tag, name: html.unescape((re.search(rf'\s{name}="([^"]*)"', tag) or ["", ""])[1])
    inputs = re.findall(r"<input\b[^>]*>", form)
    hidden = {attribute(tag, "name"): attribute(tag, "value") for tag in inputs if attribute(tag, "type") == "hidden"}
    return attribute(re.search(r"<form\b[^>]*>", form).group(), "action"), {**hidden, **values}


def walk(browser: requests.Session, answer: requests.Response) -> requests.Response:
    """Follows redirects until a page, or to the partner's own address, which nobody has to serve."""
    while "location" in answer.headers:
        target = urljoin(answer.url, answer.headers["location"])
        if target.startswith(redirect_uri):
            answer.url = target
            return answer
        answer = browser.get(target, allow_redirects=False, timeout=30)
    return answer


def as_citizen(address: str) -> str:
    browser = requests.Session()
    browser.headers["accept"] = "text/html"
    typed = {"username": os.environ["USERNAME"], "password": os.environ["PASSWORD"], "agree": "1"}
    page = walk(browser, browser.get(address, allow_redirects=False, timeout=30))
    for values in (typed, {"scope_profile": "1"}):
        if page.url.startswith(redirect_uri):
            break
        action, fields = fill(page.text, values)
        page = walk(browser, browser.post(urljoin(page.url, action), fields, allow_redirects=False, timeout=30))
    assert page.url.startswith(redirect_uri), page.text
    return page.url


partner = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    scope="openid profile",
    redirect_uri=redirect_uri,
    code_challenge_method="S256",
)
verifier, nonce = "v" * 64, "a nonce"
address, state = partner.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
callback = as_citizen(address)
assert parse_qs(urlparse(callback).query)["iss"] == [issuer]
token = partner.fetch_token(
    metadata["token_endpoint"], authorization_response=callback, state=state, code_verifier=verifier
)
keys = requests.get(metadata["jwks_uri"], timeout=30).json()
claims = JsonWebToken(["RS256"]).decode(
    token["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"values": [issuer]}, "aud": {"values": [os.environ["CLIENT_ID"]]}},
    claims_params={"nonce": nonce, "client_id": os.environ["CLIENT_ID"]},
)
claims.validate()
person = partner.get(metadata["userinfo_endpoint"], timeout=30).json()
assert person["sub"] == claims["sub"]
print(f"signed in: {person['nickname']}")
