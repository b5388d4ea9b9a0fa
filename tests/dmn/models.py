"""Decision models made on the spot, and their evaluation in the morning of 1 March 2022 in Vietnam."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from service import dmn

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NOW = datetime(2022, 3, 1, 2, tzinfo=UTC)


def model(*decisions: str, namespace: str = NAMESPACE) -> bytes:
    body = "".join(decisions)
    return f'<definitions xmlns="{namespace}" id="model" name="Model" namespace="n">{body}</definitions>'.encode()


def table(
    *rules: Sequence[str], inputs: Sequence[str] = ("x",), outputs: Sequence[str] = ("y",), policy: str = "UNIQUE"
) -> str:
    """Decision ``d`` of table ``t``; a rule is its input entries, then its output entries, in FEEL."""
    columns = [
        f'<input id="in_{number}"><inputExpression id="of_{number}">{_text(of)}</inputExpression></input>'
        for number, of in enumerate(inputs, 1)
    ] + [f'<output id="out_{number}" name="{name}"/>' for number, name in enumerate(outputs, 1)]
    tags = ["inputEntry"] * len(inputs) + ["outputEntry"] * len(outputs)
    rows = [_rule(f"rule_{number}", tags, rule) for number, rule in enumerate(rules, 1)]
    inside = "".join(columns + rows)
    return (
        f'<decision id="d" name="Trial"><decisionTable id="t" hitPolicy="{policy}">{inside}</decisionTable></decision>'
    )


def literal(decision_id: str, text: str, *requires: str, name: str = "") -> str:
    """A decision that is one expression and requires others."""
    needed = "".join(
        f'<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>' for other in requires
    )
    expression = f'<literalExpression id="{decision_id}_expression">{_text(text)}</literalExpression>'
    return f'<decision id="{decision_id}" name="{name}">{needed}{expression}</decision>'


def decide(xml: bytes, variables: dict[str, Any] | None = None, *, now: datetime = NOW) -> dmn.Evaluation:
    """Evaluate decision ``d`` of a file."""
    return dmn.parse(xml).explain("d", variables or {}, now=now)


def _rule(rule_id: str, tags: Sequence[str], rule: Sequence[str]) -> str:
    cells = enumerate(zip(tags, rule, strict=True), 1)
    inside = "".join(f'<{tag} id="{rule_id}_{number}">{_text(text)}</{tag}>' for number, (tag, text) in cells)
    return f'<rule id="{rule_id}">{inside}</rule>'


def _text(feel: str) -> str:
    return f"<text>{escape(feel)}</text>"
