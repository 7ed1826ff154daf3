"""Over TLS, as the vendors are reached: with a certificate, through a proxy, and without one that can be trusted."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
import trustme
from battery.adapters import Adapter, command
from battery.bench import GREETING, HELLO
from battery.forward import ForwardProxy
from battery.gateway import Gateway
from battery.process import AdapterProcess
from battery.routes import routes
from battery.streams import text_of

pytestmark = pytest.mark.system

HOST = "vendor.example"
ASK = {"messages": [{"role": "user", "content": HELLO}]}


@pytest_asyncio.fixture(loop_scope="session")
async def proxy(
    adapter: Adapter, vendor: int, stack: AsyncExitStack, tmp_path: Path
) -> AsyncIterator[ForwardProxy]:
    """A proxy that leads to a vendor of `HOST`, whose authority lies in `ca.pem`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(context)
    gateway = Gateway(vendor, *routes(adapter), tls=context)
    await stack.enter_async_context(gateway)
    yield await stack.enter_async_context(ForwardProxy(gateway.port))


async def _ask(
    adapter: Adapter, proxy: ForwardProxy, stack: AsyncExitStack, home: Path, **env: str
) -> AdapterProcess:
    given = {**adapter.environment(f"https://{HOST}"), "HTTPS_PROXY": proxy.url, **env}
    process = AdapterProcess(command(adapter.folder), given, home)
    await stack.enter_async_context(process)
    await process.set(**adapter.config, model=adapter.model, max_retries=0)
    return process


async def test_a_vendor_is_reached_over_tls_through_a_proxy(
    adapter: Adapter, proxy: ForwardProxy, stack: AsyncExitStack, tmp_path: Path
) -> None:
    trusted = str(tmp_path / "ca.pem")
    trust = {"NODE_EXTRA_CA_CERTS": trusted, "SSL_CERT_FILE": trusted}
    process = await _ask(adapter, proxy, stack, tmp_path, **trust)
    assert text_of(await process.ask(ASK, stream=True)) == GREETING
    assert set(proxy.asked) == {f"{HOST}:443"}


async def test_a_certificate_that_nobody_trusts_is_refused(
    adapter: Adapter, proxy: ForwardProxy, stack: AsyncExitStack, tmp_path: Path
) -> None:
    process = await _ask(adapter, proxy, stack, tmp_path)
    error = await process.refused(ASK)
    assert error.data["kind"] == "llm_error"
    assert error.data["llm_error"] in ("network", "provider_unavailable")
    assert "certificate" in error.message.lower()
