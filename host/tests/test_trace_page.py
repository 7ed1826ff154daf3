"""The page of `amplifier-ipc trace --html` in a browser: rows open, filters filter, the keyboard suffices."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from amplifier_ipc_host.trace.page import render
from amplifier_ipc_host.trace.records import read
from amplifier_ipc_host.trace.waterfall import turns
from playwright.async_api import Browser, Page, async_playwright

pytestmark = pytest.mark.system
HOSTILE = "</pre></script><script>document.title='taken'</script><img src=x onerror=alert(1)>"
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
WRONG = ["request.tool_execute", {"name": "echo", "input": {}}]
LOG = ["notify:$/log", {"level": "warning", "message": HOSTILE}]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, whose sandbox does not work for root."""
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    program = shutil.which("chromium")
    assert program, "the package chromium is missing"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=alone)
        yield browser
        await browser.close()


@pytest.fixture
async def path(house, run) -> Path:
    """The page of a real turn: a tool call that succeeds, one that fails, and a log line that is meant ill."""
    house.behaviors.clear()
    house.service("puppet", grants=["tool.execute"])
    house.service("parrot")
    session = house.session(trace=True)
    await run(session, ECHO, WRONG, LOG)
    file = session.folder / "trace.jsonl"
    await session.close()
    page = house.folder / "trace.html"
    page.write_text(render("Session test", turns(read(file).records)))
    return page


async def opened(browser: Browser, path: Path, **options) -> tuple[Page, list[str]]:
    """The page, and what its console said: a violation of its policy, an error of its script."""
    page = await browser.new_page(**options)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda request: said.append(request.url) if request.url != path.as_uri() else None,
    )
    await page.goto(path.as_uri())
    return page, said


async def shown(page: Page) -> list[str]:
    """The methods of the rows that are there, without those that stand there only as causes of others."""
    return await page.locator(".row:not([hidden]):not(.context) summary b").all_inner_texts()


async def test_a_row_opens_on_a_click_and_says_what_was_traced(browser, path):
    page, said = await opened(browser, path)
    row = page.locator(".row", has_text="tool.execute").first
    assert not await row.locator("pre").is_visible()
    await row.locator("summary").click()
    text = await row.locator("pre").inner_text()
    start, end = json.loads("[" + text.replace("}\n{", "},{") + "]")
    assert (start["type"], end["type"], end["target"]) == ("activity_started", "activity", "parrot")
    assert said == []


async def test_the_filters_show_what_fits_below_what_caused_it(browser, path):
    page, said = await opened(browser, path)
    everything = await shown(page)
    await page.get_by_label("Errors only").check()
    assert await shown(page) == ["tool.execute"]
    causes = page.locator(".row.context:not([hidden]) summary b")
    assert await causes.all_inner_texts() == ["orchestrator.execute"]
    assert await page.locator("#count").inner_text() == f"1 of {len(everything)} messages"
    assert await page.locator(".row:not([hidden]) em").inner_text() == "✗ -32602 invalid_params"
    await page.get_by_label("Errors only").uncheck()
    await page.get_by_role("button", name="parrot").click()
    assert set(await shown(page)) == {"start", "describe", "configure", "tool.execute"}
    await page.get_by_label("Without start-up").check()
    assert await shown(page) == ["tool.execute", "tool.execute"]
    await page.get_by_label("Filter").fill("nobody said this")
    assert await shown(page) == []
    assert await page.get_by_text("No message fits").is_visible()
    await page.keyboard.press("Escape")
    assert await shown(page) == everything
    assert said == []


async def test_the_keyboard_suffices(browser, path):
    page, _ = await opened(browser, path)
    await page.keyboard.press("/")
    await page.keyboard.type("tool.execute")
    assert await shown(page) == ["tool.execute", "tool.execute"]
    for _ in range(3):  # its cause, then both
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    opened_rows = page.locator("details[open]")
    assert await opened_rows.count() == 1
    assert "✗ -32602" in await opened_rows.locator("summary").inner_text()
    await page.keyboard.press("ArrowUp")
    focused = await page.evaluate("document.activeElement.textContent")
    assert "tool.execute" in focused
    assert "✗" not in focused


async def test_what_a_service_said_does_nothing(browser, path):
    page, said = await opened(browser, path)
    assert await page.title() == "Session test"
    assert await page.locator("img").count() == 0
    log = page.locator(".row", has=page.get_by_text("$/log", exact=True))
    assert HOSTILE in await log.locator(".name").inner_text()
    refused = """() => { const made = document.createElement('script'); made.textContent = "document.title = 'taken'";
        document.body.append(made); return document.title }"""
    assert await page.evaluate(refused) == "Session test", "its policy lets no other script run"
    assert any("Content Security Policy" in line for line in said)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
async def test_it_can_be_read_at_any_width_in_light_and_dark(browser, path, width, scheme):
    page, _ = await opened(
        browser, path, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    await page.locator(".row.wrong summary").click()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    box = await page.locator(".row.wrong summary b").bounding_box()
    assert box is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= width
    paper = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) > 3 * 128) == (scheme == "light")
    picture = await page.screenshot(
        path=path.with_name(f"page-{width}-{scheme}.png"), full_page=True
    )
    assert picture.startswith(PNG)
