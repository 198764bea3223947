"""A template: how a question becomes chat messages, and how the text that comes back becomes an answer that cites."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from evals.cases.lines import first_mistake

TEMPLATE = Path(__file__).parent / "template.toml"
_SEVERAL = re.compile(r"\s*[,;]\s*")


class Template(BaseModel):
    """The content of a template file.

    Attributes:
        model: What the endpoint calls its model.
        system: The system message; ``{identifiers}`` becomes the list of indicators, one a line.
        question: The last message; ``{question}`` and ``{role}`` are filled in.
        citation: A regular expression whose group ``id`` is an identifier, or several with commas between. With a
            group ``n`` as well it reads a list of references, and the text stays as it is; without, each match becomes
            a mark.
        declined: A regular expression; a text in which it is found declines.
        identifiers: What the assistant calls an indicator, where that is not its identifier.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = "default"
    system: str = ""
    question: str = "{question}"
    citation: str
    declined: str
    temperature: float = 0.0
    identifiers: dict[str, str] = {}

    @field_validator("citation", "declined")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression ({error})") from None
        return pattern

    @field_validator("citation")
    @classmethod
    def _has_a_group(cls, pattern: str) -> str:
        if "id" not in re.compile(pattern).groupindex:
            raise ValueError("needs a group (?P<id>...)")
        return pattern

    def system_message(self, frameworks: Frameworks) -> str:
        """Return the system message with the indicators listed where it asks for them."""
        listed = "\n".join(f"{label}: {frameworks.title(label)}" for label in frameworks.indicators)
        return self.system.replace("{identifiers}", listed)

    def user_message(self, question: str, role: str) -> str:
        """Return the last message."""
        return self.question.replace("{role}", role).replace("{question}", question)

    def answer_of(self, text: str) -> dict[str, Any]:
        """Return the fields of the answer that a text is: what it cites, in its order, or that it declines."""
        if re.search(self.declined, text):
            said = re.sub(self.declined, "", text, count=1).strip()
            return {"outcome": "abstained", "answer": text.strip(), "reason": said or None, "citations": []}
        if "n" in re.compile(self.citation).groupindex:
            return {"outcome": "answered", "answer": text.strip(), "citations": self._listed(text)}
        numbers: dict[str, int] = {}

        def mark(found: re.Match[str]) -> str:
            named = [self._identifier(part) for part in _SEVERAL.split(found["id"]) if part.strip()]
            return "".join(f"[{numbers.setdefault(label, len(numbers) + 1)}]" for label in named)

        marked = re.sub(self.citation, mark, text).strip()
        entries = "\n".join(f"- [{n}] {label} `{label}`" for label, n in numbers.items())
        return {
            "outcome": "answered",
            "answer": f"{marked}\n\n**References**\n\n{entries}" if entries else marked,
            "citations": [{"n": n, "id": label} for label, n in numbers.items()],
        }

    def _listed(self, text: str) -> list[dict[str, Any]]:
        found = [(int(match["n"]), self._identifier(match["id"])) for match in re.finditer(self.citation, text)]
        return [{"n": n, "id": label} for n, label in dict(found).items()]

    def _identifier(self, named: str) -> str:
        return self.identifiers.get(named.strip(), named.strip())


def read_template(path: Path) -> Template:
    """Read a template file.

    Raises:
        UsageError: It can't be read, or a field is wrong; the message names it.
    """
    try:
        return Template.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML ({error})") from None
    except ValidationError as error:
        raise UsageError(f"{path}: {first_mistake(error)}; fields are {', '.join(Template.model_fields)}") from None
