# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, absent
from .common import Meta
from .hook import ApprovalDefault

RiskLevel = TypeAliasType("RiskLevel", Literal["low", "medium", "high", "critical"])
"""How bad it could get."""


class ApprovalRequest(IpcDefaults):
    """A question to the user, or to who decides for them."""

    tool_name: StrictStr
    """The tool that wants to act."""
    action: StrictStr
    """What it wants to do, for the user."""
    details: dict[str, Any]
    """More about it."""
    risk_level: RiskLevel
    prompt: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The question."""
    options: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The answers offered."""
    timeout: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """Seconds to wait for the answer; absent = wait."""
    default: ApprovalDefault = "deny"


class ApprovalResult(IpcDefaults):
    """The answer."""

    approved: StrictBool
    """Whether it may happen."""
    option: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The option that was chosen."""
    reason: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """Why."""
    remember: StrictBool = False
    """Whether the answer holds for like questions."""


class ApprovalRequestParams(IpcDefaults):
    """Params of `approval.request` and `request.approval`: an ApprovalRequest and who is asked."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    provider: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The approval provider; absent = the default one."""
    tool_name: StrictStr
    """The tool that wants to act."""
    action: StrictStr
    """What it wants to do, for the user."""
    details: dict[str, Any]
    """More about it."""
    risk_level: RiskLevel
    prompt: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The question."""
    options: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The answers offered."""
    timeout: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """Seconds to wait for the answer; absent = wait."""
    default: ApprovalDefault = "deny"
