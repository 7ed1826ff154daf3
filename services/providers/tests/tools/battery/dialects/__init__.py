"""What each vendor says, by its documentation, and where in a request it looks for what was asked.

The test `test_samples` holds all of it to the vendors' own documents.
"""

from .anthropic import Anthropic
from .base import Counts, Dialect, Said
from .chat import Chat
from .gemini import Gemini
from .ollama import Ollama
from .responses import Responses

DIALECTS: dict[str, Dialect] = {
    "anthropic": Anthropic(),
    "responses": Responses(),
    "chat": Chat(),
    "gemini": Gemini(),
    "ollama": Ollama(),
}

__all__ = ["DIALECTS", "Counts", "Dialect", "Said"]
