"""Notices: what the service tells a person or a group in the page.

Words: a *notice* goes to one recipient, a user name or a candidate group; it is a template and its parameters, put
into the reader's language when it is shown; a *manner* is how it should reach them (in app now; mail and letters are
sent by others). Invariants: a notice about a user task says which; closing a case closes its notices; reading is
kept per person, so that one colleague does not read for another.
"""
