"""Decisions: DMN tables deployed by version, evaluated by the latest version of their id.

Words: *decision definition* (one decision of one deployed ``.dmn`` file), its *version*, an *evaluation*, a
*decision instance* (the answer to one case, with what was read for it), *test rows* (what the office expects of a
decision). Owns the tables ``decision_definition`` and ``decision_instance``. Invariants: a version never changes; a
file that is not understood whole is not deployed; a file that has not changed makes no new version.
"""
