"""What other programs may call, through `gradio_client` or HTTP; docs/api.md describes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

import gradio as gr
from pydantic import ValidationError, validate_call

PUBLIC = frozenset({"grade", "search"})


def endpoint(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its arguments checked: Gradio passes on whatever JSON it was sent."""
    checked, parameters = validate_call(function), signature(function)

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            return checked(**parameters.bind(*args, **kwargs).arguments)  # by name, so that a complaint has it
        except ValidationError as error:
            raise gr.Error(f"{'; '.join(map(_complaint, error.errors()))}.", print_exception=False) from error

    return called


def keep_private(app: Any) -> None:
    """Takes the events of the page, which return pieces of it, off the description of the API."""
    for function in app.fns.values():
        if function.api_visibility == "public" and function.api_name not in PUBLIC:
            function.api_visibility = "undocumented"


def _complaint(error: Any) -> str:
    where = ".".join(str(step) for step in error["loc"])
    return f"{where}: {error['msg'][:1].lower()}{error['msg'][1:]}"
