"""Which addresses are pages: some only take a form, and who comes to them by a link finds nothing there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpResponseBase
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def button_on(page: str) -> Callable[[View], View]:
    """The page with the button, by name of its route, where another one stands above the button's address."""

    def decorate(view: View) -> View:
        view.page_of_button = page  # type: ignore[attr-defined]  # carried like the rule of access
        return view

    return decorate


def only_takes_forms(view: Any) -> bool:
    """The view answers no GET: it has Django's ``require_POST``, below whatever else it carries."""
    while view is not None:
        code, cells = getattr(view, "__code__", None), getattr(view, "__closure__", None)
        held = dict(zip(code.co_freevars, cells, strict=True)) if code and cells else {}
        if "request_method_list" in held and "GET" not in held["request_method_list"].cell_contents:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def page_at(path: str) -> str:
    """The page to which a form of this address belongs: the address itself, the page that its button names, else the
    next one above it.
    """
    while path != "/":
        try:
            match = resolve(path)
        except Resolver404:
            match = None
        if match is not None and not only_takes_forms(match.func):
            return path
        named = getattr(match.func, "page_of_button", None) if match is not None else None
        if match is not None and named is not None:
            return _reverse(named, match.kwargs)
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _reverse(name: str, given: Mapping[str, Any]) -> str:
    """With those of the values that the page has in its address: it has the first of them."""
    keys = list(given)
    for number in range(len(keys), -1, -1):
        try:
            return reverse(name, kwargs={key: given[key] for key in keys[:number]})
        except NoReverseMatch:
            continue
    raise NoReverseMatch(name)
