"""The params of a method as their generated type."""

from __future__ import annotations

from typing import Any

from .._generated._validate import Fault, validate_params
from .._generated.methods import METHODS
from ..errors import RpcError
from ..wire import Object


def decode(method: str, params: Object) -> Any:
    """Return the params as their model. Raises invalid_params with every fault."""
    from pydantic import ValidationError

    from .. import _generated

    model = getattr(_generated, METHODS[method].params)
    try:
        return model.model_validate(params)
    except ValidationError as error:
        faults = validate_params(method, params)
        raise RpcError.invalid_params(faults or [Fault("", str(error))]) from None


def check_params(method: str, params: Object) -> None:
    """Raise invalid_params with every fault."""
    faults = validate_params(method, params)
    if faults:
        raise RpcError.invalid_params(faults)
