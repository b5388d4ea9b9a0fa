"""The history of each process instance: append-only, and chained so that a change shows.

Every entry's hash covers the entry and the hash before it (sha-256 over canonical JSON); the head of the chain stands
on the instance row, so that appending reads nothing. Words: an *entry* is one row of ``audit_log``.
"""
