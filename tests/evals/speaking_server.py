"""A language model for the harness: the loopback server of the writing tests, that writes from its notes or grades."""

import json
import re
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "writing"))

from model_server import DONE, event, serving

NOTE = re.compile(r'<passage id="([^"]+)">\n(.+?)\n</passage>', re.DOTALL)
SUPPORTED = '{"support": 1, "contradicted": false}'

__all__ = ["failing", "graded_by", "prompt_of", "rambles", "replies", "serving", "writes"]


def prompt_of(connection):
    """Return all that was said to the model."""
    return "\n".join(message["content"] for message in json.loads(connection.body)["messages"])


def replies(connection, text, *, usage=(1000, 100)):
    """Stream a text, and tell what it used."""
    connection.stream(event(text), event(finish="stop"), event(usage=usage), DONE)


def writes(connection):
    """Say what the first notes say, each with its mark, and a sentence that must go."""
    notes = NOTE.findall(prompt_of(connection))[:3]
    said = [f"{text.splitlines()[-1].split('. ')[0].rstrip('.')} [{identifier}]." for identifier, text in notes]
    replies(connection, " ".join([*said, "See https://example.org for more."]))


def rambles(connection):
    """Say something long that rests on nothing."""
    replies(connection, "People often wonder about many things and that is quite all right for all of them today. " * 2)


def failing(status):
    """Return a behaviour that refuses with a status."""
    return lambda connection: connection.status(status)


def graded_by(reply):
    """Return a behaviour that replies to each prompt what a function of it says."""
    return lambda connection: replies(connection, reply(prompt_of(connection)))
