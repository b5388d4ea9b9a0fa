"""E-mail: what a notice or a day's work says to a person outside the page.

Words: a *mail* is a row to one person, posted in the transaction of what it tells; to *hand over* is to give it to the
mail server; a *digest* is the one mail of a working day; a *wish* is what a person wants to get (immediate, digest,
none); a *dead* mail was given up. Invariants: one mail per person and thing (``about``); a recorded hand-over is
never repeated, and one that a crash left unrecorded bears the same Message-ID again; between 20:00 and 07:00 and on
days off nothing is handed over but the link a person waits for; a rehearsal on a pinned clock writes to nobody.
"""
