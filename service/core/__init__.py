"""The ground floor: what every room stands on and nothing of what any room is about.

Words: a *transaction* (``Tx``) is opened at an entrance and handed down; the *business clock* (``tx.now``) drives
diagrams and pages, the *wall clock* (``tx.wall``) leases, sessions and the audit log; a *key* is a 63-bit
time-ordered integer; an *actor* is who does it.
"""
