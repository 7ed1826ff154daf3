"""Errors: the shared vectors, and the way to the wire and back."""

import pytest
from amplifier_ipc._generated.errors import KINDS, LLM_ERRORS
from amplifier_ipc.errors import (
    LLM_ERROR_CLASSES,
    InvalidToolCallError,
    LLMError,
    QuotaExceededError,
    RateLimitError,
    RpcError,
    from_exception,
    from_wire,
    nearest,
)


@pytest.mark.vectors("errors.json", having="code")
def test_kinds(case):
    assert RpcError(case["kind"], "…").code == case["code"]
    assert KINDS[case["kind"]].http_status == case["http_status"]


@pytest.mark.vectors("errors.json", having="llm_error")
def test_llm_errors(case):
    cls = LLM_ERROR_CLASSES[case["llm_error"]]
    parent = LLM_ERROR_CLASSES[case["parent"]] if case["parent"] else LLMError
    assert cls.__bases__ == (parent,)
    assert cls("…").retryable is case["retryable"]


def test_there_are_fifteen_and_they_agree_with_the_table():
    assert len(LLM_ERROR_CLASSES) == 15
    for name, row in LLM_ERRORS.items():
        cls = LLM_ERROR_CLASSES[name]
        assert (cls.__name__, cls("…").retryable) == (row.class_name, row.retryable)
        assert cls.__bases__ == (LLM_ERROR_CLASSES[row.parent] if row.parent else LLMError,)


@pytest.mark.parametrize("cls", LLM_ERROR_CLASSES.values())
def test_an_llm_error_survives_the_wire(cls):
    error = cls("why", provider="p", model="m", status_code=500, attempts=3)
    back = from_wire(error.to_wire())
    assert type(back) is cls
    assert back.to_wire() == error.to_wire()
    assert (back.code, back.kind, back.provider, back.status_code) == (
        -32010,
        "llm_error",
        "p",
        500,
    )
    assert back.retryable is error.retryable


def test_a_quota_error_is_a_rate_limit_that_waiting_does_not_mend():
    error = QuotaExceededError("used up")
    assert isinstance(error, RateLimitError)
    assert error.retryable is False
    assert RateLimitError("slow", retryable=False).to_wire()["data"]["retryable"] is False


def test_an_invalid_tool_call_tells_what_the_model_wrote():
    error = InvalidToolCallError("no object", tool_name="t", raw_arguments="[")
    back = from_wire(error.to_wire())
    assert (back.tool_name, back.raw_arguments) == ("t", "[")


def test_an_unknown_llm_error_is_the_base_and_keeps_its_data():
    data = {"kind": "llm_error", "llm_error": "later", "retryable": True, "x": 1}
    back = from_wire({"code": -32010, "message": "m", "data": data})
    assert type(back) is LLMError
    assert (back.retryable, back.data) == (True, data)


def test_an_unknown_kind_is_treated_by_its_code():
    back = from_wire({"code": -32003, "message": "no"})
    assert (back.kind, back.to_wire()["data"]) == (
        "permission_denied",
        {"kind": "permission_denied"},
    )
    back = from_wire({"code": -32003, "message": "no", "data": {"kind": "later"}})
    assert (back.kind, back.code) == ("later", -32003)


def test_any_other_exception_is_an_internal_error_without_a_trace():
    error = from_exception(KeyError("x"))
    assert error.to_wire()["data"] == {"kind": "internal_error", "exception": "KeyError"}


def test_slips_are_recognised_and_other_words_are_not():
    known = ["read_file", "write_file", "glob", "grep"]
    assert nearest("read_fiel", known) == "read_file"
    assert nearest("Grep", known) == "grep"
    assert nearest("deploy", known) is None
    assert nearest("", known) is None
