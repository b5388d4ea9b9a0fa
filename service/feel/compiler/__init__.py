"""From a syntax tree to Python closures: the table of compilers, one per kind of node."""

from __future__ import annotations

from service.feel import nodes
from service.feel.compiler import calls, comparisons, expressions, loops, ranges, tests
from service.feel.compiler.scope import COMPILERS, Code, Env, Found, Root, Scope
from service.feel.compiler.tests import compile_tests
from service.feel.functions import BUILTINS
from service.feel.functions.builtin import builtin

COMPILERS.update(
    {
        nodes.Literal: expressions.compile_literal,
        nodes.Faulty: calls.compile_faulty,
        nodes.Name: expressions.compile_name,
        nodes.Path: expressions.compile_path,
        nodes.Chain: expressions.compile_chain,
        nodes.Negation: expressions.compile_negation,
        nodes.If: expressions.compile_if,
        nodes.ListLiteral: expressions.compile_list,
        nodes.ContextLiteral: expressions.compile_context,
        nodes.RangeLiteral: expressions.compile_range,
        nodes.SignedRange: expressions.compile_signed_range,
        nodes.Junction: comparisons.compile_junction,
        nodes.Comparison: comparisons.compile_comparison,
        nodes.Between: comparisons.compile_between,
        nodes.InstanceOf: comparisons.compile_instance_of,
        nodes.In: tests.compile_in,
        nodes.Filter: loops.compile_filter,
        nodes.For: loops.compile_for,
        nodes.Quantified: loops.compile_quantified,
        nodes.Call: calls.compile_call,
        nodes.FunctionLiteral: calls.compile_function,
        nodes.ExternalFunction: calls.compile_external,
    }
)

BUILTINS["range"] = builtin(ranges.read, "from: string")  # here, as it needs the compiler itself

__all__ = ["Code", "Env", "Found", "Root", "Scope", "compile_tests"]
