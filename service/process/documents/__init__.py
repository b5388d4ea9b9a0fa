"""Files: stored once by the hash of their content, before the transaction that refers to them begins.

A document reference is Camunda's (``documentId``, ``storeId``, ``contentHash``, ``metadata``); the id is our key.
"""
