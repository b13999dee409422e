"""An assistant by the Python SDK of the Model Context Protocol: signs in by OAuth as a developer, whose browser is played here, and uses the tools."""

import asyncio
import html
import json
import os
import re
from urllib.parse import parse_qs, urljoin, urlparse

import httpx2
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata

origin, document = os.environ["ORIGIN"], os.environ["CLIENT_ID"]
callback = "http://127.0.0.1:9/callback"


def fill(page: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The first form of a page as a browser would send it, with `values` typed in."""
    form = re.search(r"<form\b.*?</form>", page, re.S).group()
    attribute = lambda tag, name: html.unescape((re.search(rf'\s{name}="([^"]*)"', tag) or ["", ""])[1])
    inputs = re.findall(r"<input\b[^>]*>", form)
    hidden = {attribute(tag, "name"): attribute(tag, "value") for tag in inputs if attribute(tag, "type") == "hidden"}
    return attribute(re.search(r"<form\b[^>]*>", form).group(), "action"), {**hidden, **values}


class Memory:
    def __init__(self):
        self.tokens, self.client = None, None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Developer:
    """Signs in at the back office and agrees."""

    def __init__(self):
        self.back = ""

    async def open(self, address: str) -> None:
        typed = {"username": os.environ["USERNAME"], "password": os.environ["PASSWORD"], "agree": "1"}
        async with httpx2.AsyncClient(headers={"accept": "text/html"}, timeout=30) as browser:

            async def walk(answer: httpx2.Response) -> httpx2.Response | None:
                while "location" in answer.headers:
                    target = urljoin(str(answer.url), answer.headers["location"])
                    if target.startswith(callback):
                        self.back = target
                        return None
                    answer = await browser.get(target)
                return answer

            page = await walk(await browser.get(address))
            for values in (typed, {"sandbox_read": "1", "sandbox_write": "1"}):
                if page is None:
                    break
                action, fields = fill(page.text, values)
                page = await walk(await browser.post(urljoin(str(page.url), action), data=fields))
            assert page is None, page.text

    async def returned(self) -> AuthorizationCodeResult:
        query = parse_qs(urlparse(self.back).query)
        assert query["iss"] == [f"{origin}/assistants"], query
        return AuthorizationCodeResult(code=query["code"][0], state=query["state"][0], iss=query["iss"][0])


async def main() -> None:
    developer = Developer()
    signed_in = OAuthClientProvider(
        server_url=f"{origin}/api/v1/mcp",
        client_metadata=OAuthClientMetadata(client_name="python", redirect_uris=[callback]),
        storage=Memory(),
        redirect_handler=developer.open,
        callback_handler=developer.returned,
        client_metadata_url=document,
    )
    async with httpx2.AsyncClient(auth=signed_in, timeout=60) as http:
        async with Client(streamable_http_client(f"{origin}/api/v1/mcp", http_client=http)) as session:
            tools = [tool.name for tool in (await session.list_tools()).tools]
            used = []

            async def use(name: str, /, **given) -> dict:
                answer = await session.call_tool(name, given)
                found = json.loads(answer.content[0].text)
                assert not answer.is_error or found["code"] == "conflict", (name, found)
                used.append(name)
                return found

            made = await use("create_sandbox", name="python", redirect_uris=["http://localhost:3000/callback"])
            own = {"client_id": made["client_id"]}
            await use("list_sandboxes")
            await use("change_sandbox", **own, name="python 2")
            await use("renew_sandbox", **own)
            await use("read_calls", **own)
            await use("simulate_answer", **own, answer="bad_signature")
            citizen = (await use("add_test_citizen"))["test_citizens"][-1]
            await use("withdraw_consent", **own, username=citizen["username"])
            await use("reset_test_citizen", username=citizen["username"])
            await use("delete_test_citizen", username=citizen["username"])
            await use("start_verification", **own, login_url="http://localhost:3000/login", stack="node")
            await use("read_verification", **own)
            await use("answer_verification", **own, question="denied", answer="yes")
            await use("send_notices", **own)
            await use("skip_round", **own)
            await use("finish_verification", **own)
            await use("delete_sandbox", **own)
            assert set(used) == set(tools), set(tools) - set(used)
            print(f"signed in by OAuth and used {len(used)} tools")


asyncio.run(main())
