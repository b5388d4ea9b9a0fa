"""Decisions: DMN tables deployed by version, evaluated by the latest version of their id.

Words: *decision definition* (one decision of one deployed ``.dmn`` file), its *version*, an *evaluation*. Owns the
table ``decision_definition``. Invariants: a version never changes; a file that is not understood whole is not deployed;
a file that has not changed makes no new version.
"""
