"""The BPMN wing: definitions, instances and the work they make. It knows no exemplar.

Floors: ``monitoring`` → ``worklist`` → ``jobs`` → ``instances`` → ``definitions`` → ``forms | decisions | documents``
→ ``history``. It reaches the domain only through operations and providers (``core.operations``).
"""
