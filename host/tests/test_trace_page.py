"""The page of `amplifier-ipc trace --html` in a browser: rows open, filters filter, the keyboard suffices."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from amplifier_ipc_host.trace.page import render
from amplifier_ipc_host.trace.records import Record, read
from amplifier_ipc_host.trace.waterfall import turns
from playwright.async_api import Browser, Locator, Page, async_playwright

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
    return await page.locator(".row:not(.context) b").all_text_contents()


def a_row(page: Page, text: str) -> Locator:
    return page.locator(".row", has_text=text).first


async def payloads(page: Page) -> dict[str, object]:
    """What the open message carried, by the title of each part."""
    parts = page.locator("#detail .part")
    titles = await parts.locator("h3").evaluate_all("all => all.map(h => h.firstChild.data)")
    texts = await parts.locator("pre").all_text_contents()
    return {title: json.loads(text) for title, text in zip(titles, texts, strict=True)}


async def test_a_click_shows_what_a_call_and_its_answer_carried(browser, path):
    page, said = await opened(browser, path)
    assert await page.locator("#detail").is_hidden()
    await a_row(page, "tool.execute").click()
    seen = await payloads(page)
    assert seen["params"]["input"] == {"text": "hi"}
    assert seen["result"]["output"] == "hi"
    about = await page.locator("#detail").inner_text()
    assert "puppet python → parrot python" in about
    await page.get_by_role("button", name="Close").click()
    assert await page.locator("#detail").is_hidden()
    await page.locator(".row.wrong").click()
    seen = await payloads(page)
    assert seen["error"]["data"]["errors"][0]["path"] == "/input/text"
    await page.locator("#detail .cause").click()
    assert (await payloads(page))["params"]["prompt"] == json.dumps([ECHO, WRONG, LOG])
    assert said == []


async def test_a_payload_is_copied(browser, path):
    context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    await page.goto(path.as_uri())
    await a_row(page, "tool.execute").click()
    copy = page.get_by_role("button", name="Copy").first
    await copy.click()
    await page.get_by_role("button", name="Copied").wait_for()
    copied = json.loads(await page.evaluate("navigator.clipboard.readText()"))
    assert copied["input"] == {"text": "hi"}


async def test_the_filters_show_what_fits_below_what_caused_it(browser, path):
    page, said = await opened(browser, path)
    everything = await shown(page)
    await page.get_by_label("Errors only").check()
    assert await shown(page) == ["tool.execute"]
    causes = page.locator(".row.context b")
    assert await causes.all_text_contents() == ["orchestrator.execute"]
    count = await page.locator("#count").text_content()
    assert re.fullmatch(r"1 of \d+ messages", count)
    assert await page.locator(".row em").text_content() == "✗ -32602 invalid_params"
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
    await page.get_by_label("Method").select_option("$/log")
    assert await shown(page) == ["$/log"]
    await page.get_by_label("Method").select_option("")
    await page.get_by_label("Filter").fill('"text": "HI"')  # in a payload, upper or lower case
    assert "tool.execute" in await shown(page)
    assert said == []


async def test_the_keyboard_suffices(browser, path):
    page, _ = await opened(browser, path)
    await page.keyboard.press("/")
    await page.keyboard.type("tool.execute")
    chosen = page.locator('.row[aria-selected="true"]')
    await page.get_by_label("Method").select_option("tool.execute")
    assert await shown(page) == ["tool.execute", "tool.execute"]
    await page.locator("#list").focus()
    for _ in range(3):  # its cause, then both
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await chosen.count() == 1
    assert "✗ -32602" in await chosen.inner_text()
    assert "error" in await payloads(page)
    await page.keyboard.press("ArrowUp")
    assert (await payloads(page))["result"]["output"] == "hi"
    active = await page.locator("#list").get_attribute("aria-activedescendant")
    assert active == await chosen.get_attribute("id")
    await page.keyboard.press("Escape")
    assert await page.locator("#detail").is_hidden()


async def test_what_a_service_said_does_nothing(browser, path):
    page, said = await opened(browser, path)
    assert await page.title() == "Session test"
    log = a_row(page, "$/log")
    assert HOSTILE in await log.locator(".name").text_content()
    await log.click()
    assert HOSTILE in json.dumps(await payloads(page))
    assert await page.locator("img").count() == 0
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
    pictures = [await page.screenshot(path=path.with_name(f"page-{width}-{scheme}.png"))]
    await page.locator(".row.wrong").click()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    box = await page.locator("#detail .part.wrong pre").bounding_box()
    assert box is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= width
    paper = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) > 3 * 128) == (scheme == "light")
    pictures.append(await page.screenshot(path=path.with_name(f"open-{width}-{scheme}.png")))
    assert all(picture.startswith(PNG) for picture in pictures)


def many(count: int) -> list[Record]:
    """A turn of so many calls, each with its answer."""
    ends = {"session": "s", "from": "agent", "to": "tools", "method": "tool.execute"}
    records = [Record(0, {"type": "trace", "version": 2, "session": "s"})]
    for n in range(count):
        call = {"type": "message", "n": n, "name": f"call{n}", "bytes": 60, **ends}
        said = {"input": {"text": f"question {n} " + "x" * 500}}
        records += [
            Record(n, {**call, "kind": "request", "params": said}),
            Record(n + 0.5, {**call, "kind": "response", "ok": True, "result": {"output": n}}),
        ]
    return records


async def test_ten_thousand_messages_are_shown_a_few_at_a_time(browser, tmp_path):
    path = tmp_path / "many.html"
    path.write_text(render("many", turns(many(10_000))))
    page, said = await opened(browser, path)
    assert await page.locator("#count").text_content() == "10000 messages"
    elements = "document.querySelectorAll('*').length"
    assert await page.evaluate(elements) < 1000
    await page.locator("#list").focus()
    await page.keyboard.press("End")
    last = page.locator('.row[aria-selected="true"]')
    assert "call9999" in await last.inner_text()
    assert await page.evaluate(elements) < 1000
    await page.keyboard.press("Enter")
    assert (await payloads(page))["result"] == {"output": 9999}
    await page.get_by_label("Filter").fill("question 7777 ")
    assert await page.locator("#count").text_content() == "1 of 10000 messages"
    assert await page.locator(".row .name").all_text_contents() == ["call7777"]
    assert said == []
