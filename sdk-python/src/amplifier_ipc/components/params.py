"""The params of a method, checked and as their generated type."""

from __future__ import annotations

from typing import Any

from ..errors import Fault, RpcError
from ..schema.shape import pydantic_faults
from ..wire import Object


def decode(method: str, params: Object) -> Any:
    """Return the params as their model. Raises invalid_params with every fault."""
    from pydantic import ValidationError

    from .. import _generated
    from .._generated.methods import METHODS

    model = getattr(_generated, METHODS[method].params)
    try:
        return model.model_validate(params)
    except ValidationError as error:
        faults = faults_of(method, params)
        raise RpcError.invalid_params(faults or pydantic_faults(error)) from None


def check_params(method: str, params: Object) -> None:
    """Raise invalid_params with every fault."""
    faults = faults_of(method, params)
    if faults:
        raise RpcError.invalid_params(faults)


def faults_of(method: str, params: Object) -> list[Fault]:
    """Return every fault of the params of a method, by its schema."""
    from .._generated._validate import validate_params

    return [Fault(*fault) for fault in validate_params(method, params)]


def data_faults(type_name: str, data: Object) -> list[Fault]:
    """Return every fault of an event's data; none for a type that is not the protocol's."""
    from .._generated import HOME
    from .._generated._validate import validate

    if type_name not in HOME:
        return []
    return [Fault(f"/data{fault.path}", fault.message) for fault in validate(type_name, data)]
