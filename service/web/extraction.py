"""Finds the texts of operations for the catalogue: what they say to process owners stands in their docstrings."""

from __future__ import annotations

import ast
from typing import IO, TYPE_CHECKING, Any

from babel.messages.extract import extract_python

from service.core.operations import told_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def operations(
    file: IO[bytes], keywords: Any, comment_tags: Collection[str], options: Any
) -> Iterator[tuple[Any, ...]]:
    """Yield the messages of a Python file and, of each operation in it, what its docstring tells; called by Babel."""
    for function in ast.walk(ast.parse(file.read())):
        if isinstance(function, ast.FunctionDef) and any(map(_marks, function.decorator_list)):
            told = told_by(ast.get_docstring(function))
            if told:
                yield function.lineno, None, told, []
    file.seek(0)
    yield from extract_python(file, keywords, comment_tags, options)


def _marks(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "operation"
