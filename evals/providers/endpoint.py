"""An OpenAI-compatible chat endpoint as an assistant; nothing is sent on by redirects or through proxies."""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.answers.reply import Reply
from evals.providers.template import Template

PATH = "/chat/completions"
KEY = "EVALS_PROVIDER_KEY"
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
MOST_BYTES = 4 << 20


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: an endpoint on this machine must not lead away from it."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse."""


_OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


def endpoint(
    address: str, template: Template, frameworks: Frameworks, *, seconds: float
) -> Callable[[Mapping[str, Any]], Reply]:
    """Return an assistant that asks an endpoint; a key is taken from the environment variable EVALS_PROVIDER_KEY.

    It raises ConnectionError or TimeoutError where trying again may help, and ValueError where it won't.
    """
    base = address.rstrip("/")
    url = base if base.endswith(PATH) else base + PATH
    system = template.system_message(frameworks)

    def ask(question: Mapping[str, Any]) -> Reply:
        messages = [{"role": "system", "content": system}] if system.strip() else []
        messages += [{"role": turn["role"], "content": turn["content"]} for turn in question.get("history", ())]
        asked = template.user_message(str(question["question"]), str(question.get("role", "unknown")))
        messages.append({"role": "user", "content": asked})
        body = {
            "model": template.model,
            "messages": messages,
            "temperature": template.temperature,
            "stream": False,
        }
        return _reply(_post(url, body, seconds), template)

    return ask


def _post(url: str, body: Mapping[str, Any], seconds: float) -> bytes:
    headers = {"Content-Type": "application/json"}
    if os.environ.get(KEY):
        headers["Authorization"] = f"Bearer {os.environ[KEY]}"
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers=headers, method="POST")
    try:
        with _OPENER.open(request, timeout=seconds) as response:
            held: bytes = response.read(MOST_BYTES)
            return held
    except urllib.error.HTTPError as error:
        said = f"HTTP {error.code}: {error.read(200).decode('utf-8', 'replace')}"
        raise (ConnectionError(said) if error.code in AGAIN else ValueError(said)) from None
    except TimeoutError:
        raise
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise ConnectionError(f"{reason or type(error).__name__}") from None


def _reply(data: bytes, template: Template) -> Reply:
    try:
        said = json.loads(data)
        text = said["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        raise ValueError(f"expected choices.0.message.content, got {data[:80]!r}") from None
    if not isinstance(text, str):
        raise ValueError(f"choices.0.message.content: expected a text, got {text!r:.60}")
    fields = template.answer_of(text)
    usage = said.get("usage")
    if isinstance(usage, dict):
        read, written = usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)
        if isinstance(read, int) and isinstance(written, int):
            model = str(said.get("model") or template.model)
            fields["usage"] = {"model": model, "input_tokens": read, "output_tokens": written}
    return Reply(answer=fields, retrieved=None)
