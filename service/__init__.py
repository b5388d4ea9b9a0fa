"""Lan Tỏa: the life of an exemplar as BPMN diagrams, from detection to replication.

Floors, top to bottom: ``cli | worker | migrations``, ``app``, ``nomination``, ``notifications``, ``process``,
``access``, ``web``, ``engine``, ``dmn``, ``feel``, ``core``, ``config``. A room imports only from floors below it.
"""
