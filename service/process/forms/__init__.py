"""Forms: Camunda Forms JSON, read strictly, asked on the server and answered with types.

A *form* is one ``.form`` file, versioned with its deployment; a *component* is one part of it, a *question* a component
with a key; an *answer* is the typed value under that key, a *row* one repetition of a dynamic list. A *fault* says what
is wrong with one answer, under its path (``rows.0.task``). A *submission* is a checked set of answers.

Invariants: what the reader does not know it refuses, never skips; a hidden question has no answer; computed values
are computed here and never taken from a client; a submission is written once and never changed.
"""
