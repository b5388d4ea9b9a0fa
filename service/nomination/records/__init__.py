"""The rows that steps leave behind, in one shape for every room of the wing.

A *record* belongs to an exemplar, says who wrote it when, and carries the element instance that wrote it, so that an
operation run again for that element instance writes nothing twice. Records are never changed into another meaning:
a step done again writes new ones, and the newest stand.
"""
