"""Which language model is set, where it runs, and what of it is missing; told without loading LangChain."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from urllib.parse import urlsplit

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.writing.keys import Key, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider that is known by name; any other one of ``init_chat_model`` works too, with its own environment.

    Attributes:
        title: Its name for readers.
        module: The module of its LangChain package.
        install: What pip is to install.
        variable: The environment variable of its key.
        base_url: Where its models are; given explicitly, so that no environment variable sends text elsewhere.
        needs_key: Whether its own address answers nothing without a key.
        says_finish: Whether each whole reply says why it ended.
    """

    title: str
    module: str
    install: str
    variable: str
    base_url: str | None
    needs_key: bool = True
    says_finish: bool = True


PROVIDERS = MappingProxyType(
    {
        "openai": Provider(
            title="OpenAI",
            module="langchain_openai",
            install="leadership-coach[openai]",
            variable="OPENAI_API_KEY",
            base_url="https://api.openai.com/v1",
        ),
        "anthropic": Provider(
            title="Anthropic",
            module="langchain_anthropic",
            install="leadership-coach[anthropic]",
            variable="ANTHROPIC_API_KEY",
            base_url="https://api.anthropic.com",
        ),
        "ollama": Provider(
            title="Ollama",
            module="langchain_ollama",
            install="leadership-coach[ollama]",
            variable="OLLAMA_API_KEY",
            base_url="http://127.0.0.1:11434",
            needs_key=False,
        ),
        "google_genai": Provider(
            title="Google",
            module="langchain_google_genai",
            install="langchain-google-genai",
            variable="GOOGLE_API_KEY",
            base_url=None,
            says_finish=False,
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The model that is set.

    Attributes:
        provider: As ``init_chat_model`` calls it.
        name: The model's name with the provider.
        base_url: Where requests go; None where the provider's package knows.
        own_server: Whether ``model_base_url`` names a server that isn't the provider's.
        local: Whether what is typed stays on this machine.
        key: The key, where there is one.
    """

    provider: str
    name: str
    base_url: str | None
    own_server: bool
    local: bool
    key: Key | None

    @property
    def known(self) -> Provider | None:
        """What is known of the provider."""
        return PROVIDERS.get(self.provider)

    @property
    def goes_to(self) -> str:
        """Say where what is typed goes, to continue "what is typed goes to"."""
        host = urlsplit(self.base_url).hostname if self.base_url else None
        title = self.known.title if self.known else self.provider
        if self.local:
            return f"a model on this machine ({host}); it doesn't leave it"
        if self.provider == "ollama" and not self.own_server:
            return f"ollama.com, as {self.name!r} is a cloud model; Ollama on this machine passes it on"
        if self.own_server:
            plain = ", unencrypted (http)" if urlsplit(self.base_url or "").scheme == "http" else ""
            return f"{host}{plain}"
        return f"{title} ({host})" if host else title


def chosen(settings: Settings) -> Choice | None:
    """Return the model that the settings name, or None where none is set.

    Raises:
        UsageError: The name, the address, or the key is not as it must be, or the provider's package is missing.
    """
    if not settings.model:
        return None
    provider, _, name = settings.model.partition(":")
    if not (provider and name.strip()):
        raise UsageError(
            f"model {settings.model!r} names no provider; write PROVIDER:NAME, for example openai:gpt-6-luna, "
            "anthropic:claude-haiku-5-5 or ollama:qwen3:4b"
        )
    known = PROVIDERS.get(provider)
    if known and find_spec(known.module) is None:
        raise UsageError(f'{known.title}\'s models need a package that is not installed; pip install "{known.install}"')
    own = _address(settings.model_base_url)
    base_url = own or (known.base_url if known else None)
    near = base_url is not None and is_loopback(base_url)
    # A key in the environment is meant for the provider; a server on this machine gets one from a file alone.
    variable = None if near or known is None else known.variable
    key = key_of(variable, settings.model_key_file)
    if known and known.needs_key and key is None and not near:
        raise UsageError(
            f"{known.title}'s models need a key; set {known.variable}, or model_key_file to a file with it"
        )
    return Choice(
        provider=provider,
        name=name,
        base_url=base_url,
        own_server=own is not None,
        local=near and not _passed_on(provider, name),
        key=key,
    )


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _passed_on(provider: str, name: str) -> bool:
    """Tell whether Ollama on this machine only passes the text on: its cloud models are marked in their names."""
    return provider == "ollama" and name.rpartition(":")[2].endswith("cloud")


def _address(url: str) -> str | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        held = bool(parts.hostname) and parts.port != 0
    except ValueError:
        held = False
    if not held or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise UsageError("model_base_url must be an http or https address, for example http://127.0.0.1:8080/v1")
    if parts.username or parts.password:
        raise UsageError("model_base_url must hold no name or password; put a key into model_key_file")
    return url.rstrip("/")
