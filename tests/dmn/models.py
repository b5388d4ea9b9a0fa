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


def written(text: str, type_: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression{_typed(type_)}>{_text(text)}</literalExpression>"


def decision(decision_id: str, logic: str, *requires: str, type_: str = "") -> str:
    """A decision with any logic; what it requires is written ``decision:a``, ``input:b`` or ``knowledge:c``."""
    needed = "".join(_requirement(*link.split(":", 1)) for link in requires)
    return (
        f'<decision id="{decision_id}" name="{decision_id}">{_variable(decision_id, type_)}{needed}{logic}</decision>'
    )


def data(name: str, type_: str = "") -> str:
    return f'<inputData id="{name}" name="{name}">{_variable(name, type_)}</inputData>'


def knowledge(name: str, logic: str, *parameters: str, requires: Sequence[str] = (), type_: str = "") -> str:
    """A business knowledge model; a parameter is written ``name`` or ``name:type``."""
    needed = "".join(_requirement("knowledge", link) for link in requires)
    body = f"<encapsulatedLogic>{formal(*parameters)}{logic}</encapsulatedLogic>"
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}">{_variable(name, type_)}{body}{needed}'
        f"</businessKnowledgeModel>"
    )


def service(name: str, *links: str, type_: str = "") -> str:
    """A decision service; its links are written ``outputDecision:a`` and the like."""
    inside = "".join('<{} href="#{}"/>'.format(*link.split(":", 1)) for link in links)
    return f'<decisionService id="{name}" name="{name}">{_variable(name, type_)}{inside}</decisionService>'


def formal(*parameters: str) -> str:
    pairs = (parameter.partition(":") for parameter in parameters)
    return "".join(f'<formalParameter name="{name}"{_typed(type_)}/>' for name, _, type_ in pairs)


def item(name: str, *parts: str, of: str = "", allowed: str = "", whole: str = "", collection: bool = False) -> str:
    """An item definition: of components, or of a type, with allowed values for it or its items, and for a whole."""
    inside = "".join(parts) + (f"<typeRef>{escape(of)}</typeRef>" if of else "")
    inside += f"<allowedValues>{_text(allowed)}</allowedValues>" if allowed else ""
    inside += f"<typeConstraint>{_text(whole)}</typeConstraint>" if whole else ""
    return (
        f'<itemDefinition id="{name}" name="{name}" isCollection="{str(collection).lower()}">{inside}</itemDefinition>'
    )


def component(name: str, of: str) -> str:
    return f'<itemComponent id="{name}_component" name="{name}"><typeRef>{of}</typeRef></itemComponent>'


def function_item(result: str, *parameters: str) -> str:
    inside = "".join(f'<parameters name="p{place}" typeRef="{type_}"/>' for place, type_ in enumerate(parameters))
    return f'<functionItem outputTypeRef="{result}">{inside}</functionItem>'


def decide(xml: bytes, variables: dict[str, Any] | None = None, *, now: datetime = NOW) -> dmn.Evaluation:
    """Evaluate decision ``d`` of a file."""
    return dmn.parse(xml).explain("d", variables or {}, now=now)


def _rule(rule_id: str, tags: Sequence[str], rule: Sequence[str]) -> str:
    cells = enumerate(zip(tags, rule, strict=True), 1)
    inside = "".join(f'<{tag} id="{rule_id}_{number}">{_text(text)}</{tag}>' for number, (tag, text) in cells)
    return f'<rule id="{rule_id}">{inside}</rule>'


def _variable(name: str, type_: str) -> str:
    return f'<variable name="{name}"{_typed(type_)}/>'


def _typed(type_: str) -> str:
    return f' typeRef="{escape(type_)}"' if type_ else ""


_REQUIREMENTS = {
    "decision": ("informationRequirement", "requiredDecision"),
    "input": ("informationRequirement", "requiredInput"),
    "knowledge": ("knowledgeRequirement", "requiredKnowledge"),
}


def _requirement(kind: str, href: str) -> str:
    outer, inner = _REQUIREMENTS[kind]
    return f'<{outer}><{inner} href="{href if "#" in href else "#" + href}"/></{outer}>'


def _text(feel: str) -> str:
    return f"<text>{escape(feel)}</text>"
