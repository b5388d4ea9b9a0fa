"""The BPMN wing: definitions, instances and the work they make. It knows no exemplar.

Floors: ``studio | monitoring`` → ``worklist`` → ``documents`` → ``jobs`` → ``instances`` → ``definitions`` →
``forms | decisions`` → ``history``. It reaches the domain only through operations and providers (``core.operations``).
"""
