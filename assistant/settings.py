"""Every setting, its default, and where its value came from: defaults < coach.toml < COACH_* environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import UsageError

PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """Return the folder of the given data: beside the package in a checkout, inside it in a wheel."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parent / name


class Settings(BaseSettings):
    """The settings of one process, built once at its edge."""

    model_config = SettingsConfigDict(env_prefix="COACH_", extra="forbid", frozen=True, toml_file="coach.toml")

    home: Path = Field(
        default_factory=lambda: user_data_path("leadership-coach", appauthor=False),
        description="Folder of the index, the compiled encoder and your own documents.",
    )
    corpus: Path = Field(default_factory=lambda: data_folder("corpus"), description="Folder of the framework corpus.")
    prompts: Path = Field(default_factory=lambda: data_folder("prompts"), description="Folder of the prompts.")
    encoder: str = Field(
        default="all-mpnet-base-v2",
        description="A packaged model (all-mpnet-base-v2, or the smaller all-MiniLM-L6-v2), a folder with a "
        "sentence-transformers model, or OWNER/NAME@sha256:HASH of one on the hub.",
    )
    encoder_int8: bool = Field(default=True, description="Serve the encoder with block-wise 8-bit weights.")
    reranker: str = Field(
        default="", description="A folder with a sentence-transformers CrossEncoder model; empty for none."
    )
    passage_tokens: int = Field(default=200, ge=60, le=240, description="Most tokens (cl100k) in one passage.")
    host: str = Field(
        default="127.0.0.1", description="Address of the web app; loopback only, unless people sign in (sign_in)."
    )
    port: int = Field(default=7860, ge=1, le=65535, description="Port of the web app.")
    forwarded_hosts: str = Field(
        default="",
        description="Names, with commas, under which the page may be asked for, through a proxy or past this machine.",
    )
    sign_in: Literal["off", "passwords", "proxy", "oidc"] = Field(
        default="off",
        description="How people sign in: off (nobody has to), passwords (accounts kept here, `coach users`), proxy (a "
        "proxy's header names them) or oidc (at an OpenID Connect provider).",
    )
    signed_in_days: int = Field(default=30, ge=1, le=365, description="Most days that a browser stays signed in.")
    signed_in_idle_hours: int = Field(
        default=12, ge=1, le=8760, description="Hours without use after which a browser is signed out."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses and networks, with commas, of the proxies whose word is taken for who somebody is and "
        "where they come from.",
    )
    proxy_header: str = Field(
        default="X-Remote-User", description="The header in which a trusted proxy names who it is."
    )
    oidc_discovery: str = Field(
        default="", description="Address of the provider's discovery document (…/.well-known/openid-configuration)."
    )
    oidc_client_id: str = Field(default="", description="What the coach is called at the provider.")
    oidc_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret that goes with it; from the environment only."
    )
    oidc_role_claim: str = Field(
        default="", description="The claim that holds what roles come of; empty where roles are given here."
    )
    oidc_roles: str = Field(
        default="",
        description="Which value of that claim makes which role, as in coach-admins=admin, principals=leader; who has "
        "none of them isn't let in.",
    )
    evaluate: bool = Field(default=False, description="Whether the web app has the Evaluate page, for evaluators.")
    runs: Path | None = Field(
        default=None,
        description="Folder of the runs that the Evaluate page starts and shows; empty for `runs` in the home.",
    )
    model: str = Field(
        default="", description="The language model that writes, as PROVIDER:NAME (openai:gpt-6-luna); empty for none."
    )
    model_base_url: str = Field(
        default="", description="Address of the model's server where it isn't the provider's own; empty for that."
    )
    model_key_file: Path | None = Field(
        default=None,
        description="A file with the model's key, readable by its owner only; without one the key is taken from the "
        "provider's environment variable.",
    )
    model_timeout_s: float = Field(
        default=60,
        gt=0,
        le=600,
        description="Most seconds that the model may take for one answer, all its calls together.",
    )
    model_monthly_ceiling: float | None = Field(
        default=None, ge=0, description="Most US dollars that the model may cost in a month; empty for no ceiling."
    )

    database_url: str = Field(
        default="",
        description="Address of the database of what people keep; empty for the file coach.sqlite in `home`.",
    )
    personal: Literal["mask", "ask", "send"] = Field(
        default="mask",
        description="What happens with personal data before it goes to a model elsewhere: mask (placeholders go in its "
        "place and are put back in the reply), ask (you are asked first, and answered without the model meanwhile) or "
        "send (it goes as typed).",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, ``coach.toml``."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        UsageError: A value is of the wrong kind or out of range, or ``coach.toml`` can't be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise UsageError(
            f"setting {name!r} (COACH_{name.upper()} or coach.toml): {first['msg']}, got {first.get('input')!r}; "
            "`coach doctor` lists all settings"
        ) from None
    except ValueError as error:
        raise UsageError(f"coach.toml can't be read: {error}; mend or remove it") from None


def origin_of(name: str) -> str:
    """Say where the value of a setting came from: ``environment``, ``coach.toml`` or ``default``."""
    if f"COACH_{name.upper()}" in {key.upper() for key in os.environ}:
        return "environment"
    toml = Path("coach.toml")
    if toml.is_file():
        import tomllib

        if name in tomllib.loads(toml.read_text(encoding="utf-8")):
            return "coach.toml"
    return "default"
