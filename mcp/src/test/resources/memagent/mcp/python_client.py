"""The official Python SDK's client against a server: a whole conversation, in both eras."""

import asyncio
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

TOOLS = ["edit_fact", "fetch", "read_note", "recent_changes", "remember", "search", "use_memory_agent"]


async def over_http(url, token, era, mode):
    headers = {"Authorization": "Bearer " + token}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=mode) as client:
            await talk(client, era)


async def over_pipes(command, era, mode):
    # As ./mem does: the client hands its server a bare environment.
    server = StdioServerParameters(command=command[0], args=command[1:], env={"LC_ALL": "C.UTF-8"})
    async with Client(server, mode=mode) as client:
        await talk(client, era)


async def talk(client, era):
    tools = [tool.name for tool in (await client.list_tools()).tools]
    assert tools == TOOLS, tools
    found = await client.call_tool("search", {"query": "zürich"})
    assert found.structured_content["results"][0]["id"] == "entities/jane_doe.md", found
    note = await client.read_resource("memory://notes/user.md")
    assert note.contents[0].text.startswith("# Ysolde"), note
    kept = await client.call_tool("remember", {"statement": era + " was here", "about": "Jane Doe"})
    assert kept.structured_content["outcome"] == "kept", kept
    changes = await client.call_tool("recent_changes", {})
    assert era + " was here" in str(changes.structured_content), changes
    prompts = [prompt.name for prompt in (await client.list_prompts()).prompts]
    assert prompts == ["recall_first", "save_conversation", "review_memory"], prompts
    seen = []

    async def progress(done, total, message):
        seen.append(message)

    first = await client.call_tool(
        "use_memory_agent", {"question": "Jane moved."}, progress_callback=progress
    )
    first = first.structured_content
    print(era, first["status"], first["reply"])
    second = await client.call_tool(
        "use_memory_agent", {"question": "Jane Doe", "session": first["session"]}
    )
    second = second.structured_content
    print(era, second["status"], second["reply"])
    assert "thinking" in seen, seen


async def main(kind, *rest):
    if kind == "pipes":
        await over_pipes([*rest, "legacy"], "legacy", "legacy")
        await over_pipes([*rest, "modern"], "modern", "2026-07-28")
        return
    url, token = rest
    await over_http(url, token, "legacy", "legacy")
    await over_http(url, token, "modern", "2026-07-28")
    async with httpx2.AsyncClient() as http:
        body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        for wrong in ({}, {"Authorization": "Bearer " + token + "x"}):
            response = await http.post(url, json=body, headers=wrong)
            assert response.status_code == 401, response.status_code
            assert token not in response.text
    print("refused without a token")


asyncio.run(main(*sys.argv[1:]))
