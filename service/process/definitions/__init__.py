"""Diagrams and their versions.

A *deployment* takes several resources at once (.bpmn, .form, .dmn) or none of them. A process definition is
immutable; the same bytes deployed again are the same version. The deployed version is the running truth, the files in
``workflows/`` are its seed.
"""
