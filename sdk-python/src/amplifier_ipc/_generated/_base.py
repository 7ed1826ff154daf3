"""What all generated models share; written by hand.

Members that are not known are kept (``extra="allow"``). An optional member that is None is not
written, and null is read as absent. Models build their validators when first used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator


class IpcModel(BaseModel):
    """The base of all models."""

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        defer_build=True,
        protected_namespaces=(),
    )

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON object as it stands on the wire."""
        return self.model_dump(mode="json")


class IpcDefaults(IpcModel):
    """The base of models with defaults: null is read as the default."""

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, value: Any) -> Any:
        if not isinstance(value, dict) or None not in value.values():
            return value
        fields = cls.model_fields
        return {
            name: item
            for name, item in value.items()
            if item is not None or name not in fields or fields[name].is_required()
        }


def absent(value: object) -> bool:
    """Tell whether an optional member is left out on the wire."""
    return value is None


def except_for(*values: str) -> AfterValidator:
    """Return a check that refuses these strings."""

    def check(value: str) -> str:
        if value in values:
            raise ValueError(f"must not be {value!r} here")
        return value

    return AfterValidator(check)


def open_tag(prop: str, *known: str) -> Callable[[Any], str]:
    """Return the discriminator of an open union: the known tag, or ``<>`` for any other."""
    labels = {tag: f"<{tag}>" for tag in known}

    def label(value: Any) -> str:
        tag = value.get(prop) if isinstance(value, dict) else getattr(value, prop, None)
        return labels.get(tag, "<>") if isinstance(tag, str) else "<>"

    return label
