"""Doing the same to many process instances: a **batch operation** has one **item** per instance.

The instances are chosen when the batch begins; the worker then does one item after another, each in a transaction of
its own, as the person who began the batch and with what they may do at that moment. Invariants: an item is done once;
one that is refused tells why and stops no other; a batch that is held or canceled begins no further item.
"""
