"""Running process instances and everything they wait for: user tasks, timers, subscriptions, incidents.

Invariants: an instance is changed only by ``commands.advance``, under its row lock and revision; the blob is the
truth, all other rows are written from the engine's events by one applier each; a fault in a diagram never loses a
submission but leaves an incident.
"""
