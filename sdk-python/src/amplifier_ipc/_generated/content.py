# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictBool, StrictStr, Tag
from typing_extensions import TypeAliasType

from ._base import IpcModel, absent, except_for, open_tag

Visibility = TypeAliasType("Visibility", Literal["internal", "developer", "user"] | StrictStr)
"""Who a block is meant for."""


class TextBlock(IpcModel):
    """Plain text."""

    type: Literal["text"] = "text"
    """Always `text`."""
    text: StrictStr
    """The text."""
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


class ThinkingBlock(IpcModel):
    """What the model thought, as far as its vendor shows it."""

    type: Literal["thinking"] = "thinking"
    """Always `thinking`."""
    thinking: StrictStr
    """The thoughts."""
    signature: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The vendor's signature over them; needed to send the block back."""
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


class RedactedThinkingBlock(IpcModel):
    """Thoughts that the vendor shows only encrypted."""

    type: Literal["redacted_thinking"] = "redacted_thinking"
    """Always `redacted_thinking`."""
    data: StrictStr
    """The opaque data to send back."""
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


class ToolCallBlock(IpcModel):
    """The model wants a tool to be called."""

    type: Literal["tool_call"] = "tool_call"
    """Always `tool_call`."""
    id: StrictStr
    """The id of this call; the tool result refers to it."""
    name: StrictStr
    """The tool."""
    input: dict[str, Any]
    """The arguments."""
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


class ToolResultBlock(IpcModel):
    """What a tool call gave."""

    type: Literal["tool_result"] = "tool_result"
    """Always `tool_result`."""
    tool_call_id: StrictStr
    """The call that this answers."""
    output: Any
    """What the tool returned: any JSON value."""
    is_error: Annotated[StrictBool | None, Field(exclude_if=absent)] = None
    """Whether the tool failed."""
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


ImageSourceType = TypeAliasType("ImageSourceType", Literal["base64", "url"])
"""Where the bytes of an image are."""


class ImageSource(IpcModel):
    """The bytes of an image, or where they lie."""

    type: ImageSourceType
    media_type: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The media type, for example `image/png`."""
    data: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The bytes in base64, for type `base64`."""
    url: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The address, for type `url`."""


class ImageBlock(IpcModel):
    """An image."""

    type: Literal["image"] = "image"
    """Always `image`."""
    source: ImageSource
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


class ReasoningBlock(IpcModel):
    """Reasoning items of a model."""

    type: Literal["reasoning"] = "reasoning"
    """Always `reasoning`."""
    content: list[Any]
    """The reasoning items as the vendor gave them."""
    summary: list[Any]
    """The summary items as the vendor gave them."""
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


class UnknownBlock(IpcModel):
    """A block of a type that this version does not know; kept as it came."""

    type: Annotated[
        StrictStr,
        except_for(
            "text",
            "thinking",
            "redacted_thinking",
            "tool_call",
            "tool_result",
            "image",
            "reasoning",
        ),
    ]
    """The unknown type."""
    visibility: Annotated[Visibility | None, Field(exclude_if=absent)] = None


ContentBlock = TypeAliasType(
    "ContentBlock",
    Annotated[
        Annotated[TextBlock, Tag("<text>")]
        | Annotated[ThinkingBlock, Tag("<thinking>")]
        | Annotated[RedactedThinkingBlock, Tag("<redacted_thinking>")]
        | Annotated[ToolCallBlock, Tag("<tool_call>")]
        | Annotated[ToolResultBlock, Tag("<tool_result>")]
        | Annotated[ImageBlock, Tag("<image>")]
        | Annotated[ReasoningBlock, Tag("<reasoning>")]
        | Annotated[UnknownBlock, Tag("<>")],
        Discriminator(
            open_tag(
                "type",
                "text",
                "thinking",
                "redacted_thinking",
                "tool_call",
                "tool_result",
                "image",
                "reasoning",
            )
        ),
    ],
)
"""One block of a message. A block with an unknown type is kept as it came; a known type with wrong members is an error."""
