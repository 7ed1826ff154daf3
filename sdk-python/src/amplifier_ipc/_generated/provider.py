# Code generated from schemas/ by "make generate"; DO NOT EDIT.

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent
from .common import Meta
from .content import ContentBlock
from .message import Message, ToolCall
from .tool import ToolSpec


class Usage(IpcModel):
    """Tokens of one call or one turn."""

    input_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens read."""
    output_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens written."""
    total_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Both."""
    reasoning_tokens: Annotated[
        StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)
    ] = None
    """Of the output: reasoning."""
    cache_read_tokens: Annotated[
        StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)
    ] = None
    """Of the input: read from the cache."""
    cache_write_tokens: Annotated[
        StrictInt | None, Field(ge=0, le=9007199254740991, exclude_if=absent)
    ] = None
    """Of the input: written to the cache."""
    cost_usd: Annotated[
        StrictStr | None, Field(pattern="^-?[0-9]+(\\.[0-9]+)?$", exclude_if=absent)
    ] = None
    """Cost in US dollars, a decimal string."""


class TextFormat(IpcModel):
    """The answer is free text."""

    type: Literal["text"] = "text"
    """Always `text`."""


class JsonFormat(IpcModel):
    """The answer is some JSON value."""

    type: Literal["json"] = "json"
    """Always `json`."""


class JsonSchemaFormat(IpcModel):
    """The answer is JSON that fits a schema."""

    type: Literal["json_schema"] = "json_schema"
    """Always `json_schema`."""
    schema_: Annotated[dict[str, Any], Field(alias="schema")]
    """The JSON Schema."""
    strict: Annotated[StrictBool | None, Field(exclude_if=absent)] = None
    """Whether the vendor must enforce it."""


ResponseFormat = TypeAliasType(
    "ResponseFormat",
    Annotated[TextFormat | JsonFormat | JsonSchemaFormat, Field(discriminator="type")],
)
"""The form of the answer."""


class NamedToolChoice(IpcModel):
    """The one tool that the model must call."""

    name: StrictStr
    """The tool."""


ToolChoice = TypeAliasType("ToolChoice", StrictStr | NamedToolChoice)
"""`auto`, `none`, `required`, or the one tool to call."""

ReasoningEffort = TypeAliasType(
    "ReasoningEffort", Literal["minimal", "low", "medium", "high"] | StrictStr
)
"""How much the model should think."""


class ChatRequest(IpcModel):
    """One request to a model."""

    messages: list[Message]
    """The conversation, oldest first."""
    tools: Annotated[list[ToolSpec] | None, Field(exclude_if=absent)] = None
    """The tools that the model may call."""
    system: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The system prompt."""
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model; absent = the provider's default."""
    tool_choice: Annotated[ToolChoice | None, Field(exclude_if=absent)] = None
    response_format: Annotated[ResponseFormat | None, Field(exclude_if=absent)] = None
    temperature: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """Sampling temperature."""
    top_p: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """Nucleus sampling."""
    max_output_tokens: Annotated[
        StrictInt | None, Field(ge=1, le=9007199254740991, exclude_if=absent)
    ] = None
    """The most tokens to write."""
    stop: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """Texts that end the answer."""
    reasoning_effort: Annotated[ReasoningEffort | None, Field(exclude_if=absent)] = None
    conversation_id: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The vendor's conversation to go on with."""
    timeout: Annotated[StrictFloat | None, Field(ge=0.0, exclude_if=absent)] = None
    """Seconds until the call is given up."""
    metadata: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Free metadata."""


FinishReason = TypeAliasType(
    "FinishReason", Literal["stop", "length", "tool_calls", "content_filter", "error"] | StrictStr
)
"""Why the model stopped."""


class Degradation(IpcModel):
    """Something asked for that the provider could not do."""

    requested: StrictStr
    """What was asked for."""
    actual: StrictStr
    """What was done."""
    reason: StrictStr
    """Why."""


class ChatResponse(IpcModel):
    """One answer of a model."""

    content: list[ContentBlock]
    """The blocks of the answer."""
    tool_calls: Annotated[list[ToolCall] | None, Field(exclude_if=absent)] = None
    """The tools that the model wants to call."""
    usage: Annotated[Usage | None, Field(exclude_if=absent)] = None
    finish_reason: Annotated[FinishReason | None, Field(exclude_if=absent)] = None
    degradation: Annotated[Degradation | None, Field(exclude_if=absent)] = None
    model: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The model that answered."""
    metadata: Annotated[dict[str, Any] | None, Field(exclude_if=absent)] = None
    """Free metadata."""


ModelCapability = TypeAliasType(
    "ModelCapability", Literal["streaming", "tools", "vision", "thinking", "json_mode"] | StrictStr
)
"""What a provider or model can do."""

ConfigFieldType = TypeAliasType("ConfigFieldType", Literal["text", "secret", "choice", "boolean"])
"""How a setting is asked for."""


class ConfigField(IpcModel):
    """A setting that a user is asked for."""

    id: StrictStr
    """Its key."""
    display_name: StrictStr
    """Its name for people."""
    field_type: ConfigFieldType
    prompt: StrictStr
    """The question."""
    env_var: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The environment variable that sets it."""
    choices: Annotated[list[StrictStr] | None, Field(exclude_if=absent)] = None
    """The choices, for type `choice`."""
    required: StrictBool
    """Whether it must be set."""
    default: Annotated[Any | None, Field(exclude_if=absent)] = None
    """Its default."""


class ProviderInfo(IpcModel):
    """What a provider is and needs."""

    id: StrictStr
    """Its id."""
    display_name: StrictStr
    """Its name for people."""
    credential_env_vars: list[StrictStr]
    """The environment variables that hold its keys."""
    capabilities: list[ModelCapability]
    """What it can do."""
    defaults: dict[str, Any]
    """Its default settings."""
    config_fields: list[ConfigField]
    """What a user is asked for."""


class ModelInfo(IpcModel):
    """A model of a provider."""

    id: StrictStr
    """Its id."""
    display_name: StrictStr
    """Its name for people."""
    context_window: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens that it can read and write in one call."""
    max_output_tokens: Annotated[StrictInt, Field(ge=0, le=9007199254740991)]
    """Tokens that it can write in one call."""
    capabilities: list[ModelCapability]
    """What it can do."""
    defaults: dict[str, Any]
    """Its default settings."""


class ProviderCompleteParams(IpcDefaults):
    """Params of `provider.complete` and `request.provider_complete`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    provider: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The provider; absent = the default one."""
    stream: StrictBool = False
    """Whether to stream the answer."""
    request: ChatRequest


class ProviderInfoParams(IpcModel):
    """Params of `provider.info` and `request.provider_info`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    provider: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The provider; absent = the default one."""


class ProviderListModelsParams(IpcModel):
    """Params of `provider.list_models` and `request.provider_list_models`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    provider: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The provider; absent = the default one."""


class ProviderListModelsResult(IpcModel):
    """Result of `provider.list_models`."""

    models: list[ModelInfo]
    """The models."""


class ProviderParseToolCallsParams(IpcModel):
    """Params of `provider.parse_tool_calls`."""

    meta: Annotated[Meta | None, Field(alias="_meta", exclude_if=absent)] = None
    provider: Annotated[StrictStr | None, Field(exclude_if=absent)] = None
    """The provider; absent = the default one."""
    response: ChatResponse


class ProviderParseToolCallsResult(IpcModel):
    """Result of `provider.parse_tool_calls`."""

    tool_calls: list[ToolCall]
    """The calls found in the response."""
