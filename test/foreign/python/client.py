"""What the generated Python client does: who am I, a picture and an entry sent, and found in the list."""

import os
import uuid

import openapi_client
from openapi_client import ContentNews, ResourceContent

configuration = openapi_client.Configuration(host=os.environ["ORIGIN"], access_token=os.environ["TOKEN"])
with openapi_client.ApiClient(configuration) as client:
    me = openapi_client.OverviewApi(client).get_me()
    assert hasattr(openapi_client, "ImportsApi")
    cover = openapi_client.FilesApi(client).post_files(file=os.environ["PICTURE"])
    resources = openapi_client.ResourcesApi(client)
    news = ContentNews(
        title="Python 的消息",
        summary="由生成的客户端发送",
        cover=[str(cover.id)],
        cover_alt="彩色的条纹",
        region_code="330106",
        category="notice",
        published_on="2026-11-24",
        body="由生成的客户端发送的正文。",
        pc_url="https://m.qx.example.cn/news/1",
        source_name="青溪县文化馆",
        copyright_owner="青溪县文化馆",
        licence="display",
    )
    written = resources.put_resources_channel_external_id(
        "news", f"python-{uuid.uuid4()}", ResourceContent(news), idempotency_key=uuid.uuid4()
    )
    found = resources.get_resources(channel="news").items
    print(f"{me.institution.name}, {me.application.client_id[:4]}, {written.result}, {len(found)} in the list")
