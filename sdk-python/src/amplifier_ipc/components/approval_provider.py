"""Approval providers: classes that decide what may happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..context import Context, Settings
from ..errors import RpcError
from ..wire import Object
from .base import ClassComponent, declare
from .params import decode

_Class = TypeVar("_Class", bound=type)


class ApprovalProviderComponent(ClassComponent):
    """A class as an approval provider (APR-001, APR-002, APR-010)."""

    kind = "approval_provider"
    listed_as = "approval_providers"
    methods = ("request_approval",)
    takes = {"request_approval": ("request",)}  # noqa: RUF012 # a ClassVar of the base

    async def serve(self, method: str, params: Object, context: Context, settings: Settings) -> Any:
        """Answer a method of the contract; a bare bool is an answer without more to say."""
        if method != "approval.request":
            raise RpcError.method_not_found(method)
        request = decode(method, params)
        result = await self.call("request_approval", context, settings, request)
        return {"approved": result} if isinstance(result, bool) else result


def approval_provider(
    name: str, *, config: type | None = None, requires: Sequence[str] = ()
) -> Callable[[_Class], _Class]:
    """Declare a class to be an approval provider; it stays a plain class.

    ``request_approval(request, ctx) -> ApprovalResult | bool``, where ``request`` has the members of
    an ApprovalRequest; optionally ``setup(ctx)``, ``cleanup()``.
    """
    return lambda cls: declare(
        cls, ApprovalProviderComponent(name, cls, config=config, requires=requires)
    )
