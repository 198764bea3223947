"""Says what is installed, built and configured, and what is wrong."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from assistant.errors import CoachError, UsageError
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.generation import damaged_files, read_manifest
from assistant.knowledge.search.reranking import reranker_of
from assistant.people.ways import must_be_signed_in_elsewhere, way_of
from assistant.settings import Settings, origin_of
from assistant.writing.choice import chosen
from assistant.writing.ledger import Ledger
from assistant.writing.prices import Price, Prices, no_ceiling_without_price, read_prices

PACKAGES = (
    "leadership-coach",
    "langchain",
    "chromadb",
    "sentence-transformers",
    "torch",
    "onnxruntime",
    "tiktoken",
    "gradio",
)
LEAST_FREE_MB = 2000


def examine(settings: Settings) -> tuple[bool, str]:
    """Return whether all is well, and a report to print."""
    problems: list[str] = []
    lines = [f"python {platform.python_version()} on {platform.system()} {platform.machine()}", "", "installed"]
    lines += [f"  {name:<24}{_installed(name, problems)}" for name in PACKAGES]
    lines += ["", "settings"]
    lines += [
        f"  {name:<24}{_shown(name, value)}  ({origin_of(name)})" for name, value in settings.model_dump().items()
    ]
    lines += ["", "signing in", *(f"  {line}" for line in _signing_in(settings, problems))]
    lines += ["", "language model", *(f"  {line}" for line in _model(settings, problems))]
    lines += ["", "database", *(f"  {line}" for line in _database(settings, problems))]
    lines += ["", "index", *(f"  {line}" for line in _index(settings, problems))]
    lines += ["", *(f"problem: {problem}" for problem in problems)] if problems else ["", "all is well"]
    return not problems, "\n".join(lines)


def _installed(name: str, problems: list[str]) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        if name != "leadership-coach":
            problems.append(f"{name} is not installed; pip install {name}")
        return "not installed"


def _shown(name: str, value: object) -> object:
    """Return a setting's value as it may be shown: an address without a name and password that stand in it."""
    if name == "database_url":
        from assistant.store import shown

        return shown(str(value))
    return re.sub(r"//[^/]*@", "//…@", str(value)) if name == "model_base_url" else value


def _signing_in(settings: Settings, problems: list[str]) -> Iterator[str]:
    """Say how people sign in, and what keeps them from it."""
    try:
        must_be_signed_in_elsewhere(settings)
        way = way_of(settings)
        yield "nobody has to: only this machine reaches the page" if way is None else f"people sign in: {way.mode}"
    except UsageError as error:
        problems.append(str(error))


def _model(settings: Settings, problems: list[str]) -> Iterator[str]:
    """Say which model writes, where what is typed goes, and what it has cost."""
    try:
        choice = chosen(settings)
        if choice is None:
            yield "none: answers are composed on this machine, and what is typed doesn't leave it"
            return
        yield settings.model
        yield f"what is typed goes to {choice.goes_to}"
        yield f"key: {choice.key or 'none'}"
        prices = read_prices(settings.home)
        yield from _cost(settings, prices, prices.of(choice), problems)
    except UsageError as error:
        problems.append(str(error))


def _cost(settings: Settings, prices: Prices, price: Price | None, problems: list[str]) -> Iterator[str]:
    if price is None:
        yield f"price: unknown, so what it costs is not told (prices of {prices.dated})"
    elif price.is_free:
        yield "price: nothing, as it runs on this machine"
    else:
        yield f"price: ${price.usd_in:g} in, ${price.usd_out:g} out for a million tokens (prices of {prices.dated})"
    ceiling = settings.model_monthly_ceiling
    if ceiling is not None and price is None:
        problems.append(no_ceiling_without_price(settings))
    try:
        spent = Ledger(settings.home, ceiling).spent()
    except (OSError, ValueError) as error:
        problems.append(f"what the model has cost can't be read: {error}; delete the file, or make it readable")
        return
    yield f"this month: ${spent:.2f} of {f'${ceiling:.2f}' if ceiling is not None else 'no ceiling'}"


def _database(settings: Settings, problems: list[str]) -> Iterator[str]:
    """Say where what people keep is, and whether it can be used; make nothing."""
    from assistant.store import database_address, look, shown

    address = database_address(settings)
    yield shown(address)
    try:
        seen = look(address)
    except CoachError as error:
        problems.append(str(error))
        return
    if seen.revision is None:
        yield "nothing is kept yet; `coach serve` makes it"
        return
    size = "" if seen.size_bytes is None else f", {seen.size_bytes / 2**20:,.1f} MB"
    behind = "" if seen.revision == seen.newest else f"; `coach serve` brings it to {seen.newest}"
    yield f"reachable, revision {seen.revision}{size}{behind}"


def _index(settings: Settings, problems: list[str]) -> Iterator[str]:
    held = Index(settings)
    try:
        folder = held.current()
        manifest = read_manifest(folder)
        yield f"{folder}"
        yield f"{manifest.passages} passages, {manifest.questions:,} ways of asking, digest {manifest.digest[:12]}"
        yield f"own documents: {', '.join(manifest.documents) or 'none'}"
        damaged = damaged_files(folder, manifest)
        problems += [f"{folder / name}: damaged since it was built; run `coach index`" for name in damaged]
        library, _ = held.open()
        library.store.close()
        reranker_of(settings.reranker)
    except CoachError as error:
        problems.append(str(error))
    free_mb = shutil.disk_usage(next(p for p in (settings.home, *settings.home.parents) if p.exists())).free // 2**20
    yield f"free disk: {free_mb:,} MB"
    if free_mb < LEAST_FREE_MB:
        problems.append(f"{settings.home}: {free_mb:,} MB free; a build needs about {LEAST_FREE_MB} MB")
