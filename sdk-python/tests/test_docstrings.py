"""What docstrings say of parameters, in the three styles that there are."""

import inspect

import pytest
from amplifier_ipc import Service, tool


def rest(text: str, unique: bool = False, *, top: int = 3) -> int:
    """Count the words.

    More about it.

    :param text: The text to count in,
        all of it.
    :param bool unique: Each word once.
    :keyword top: How many: at most ten.
    :return: a number
    """


def google(text: str, unique: bool = False, *, top: int = 3) -> int:
    """Count the words.

    More about it.

    Args:
        text: The text to count in,
            all of it.
        unique (bool, optional): Each word once.
        top (int): How many: at most ten.

    Returns:
        other: a number
    """


def numpy(text: str, unique: bool = False, *, top: int = 3) -> int:
    """Count the words.

    More about it.

    Parameters
    ----------
    text : str
        The text to count in,
        all of it.
    unique : bool, optional
        Each word once.
    top
        How many: at most ten.

    Returns
    -------
    int
        a number
    """


@pytest.mark.parametrize("function", [rest, google, numpy], ids=lambda function: function.__name__)
def test_a_style_of_docstrings(function):
    (spec,) = Service(tool(function), name="x").describe()["capabilities"]["tools"]
    assert spec["description"] == "Count the words.\n\nMore about it."
    members = spec["input_schema"]["properties"]
    assert {name: member["description"] for name, member in members.items()} == {
        "text": "The text to count in, all of it.",
        "unique": "Each word once.",
        "top": "How many: at most ten.",
    }


def test_prose_is_no_list_of_parameters():
    @tool
    def f(text: str) -> str:
        """Parameters: none that matter.

        Note the text: it stays as it is.
        Parameters of the house are kept.
        """
        return text

    (spec,) = Service(f, name="x").describe()["capabilities"]["tools"]
    assert spec["description"] == inspect.cleandoc(f.__doc__ or "")
    assert "description" not in spec["input_schema"]["properties"]["text"]
