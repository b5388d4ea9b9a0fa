"""Access: who a person is, how they prove it, and what they may do.

Words: an *account* is a person's sign-in; a *membership* says which agency they serve, in which role, from when until
when (half-open); candidate groups (``<agency>/<role>``, and ``<agency>`` for any member) come from the memberships in
force on the business day; a *province role* holds everywhere; a *session* is a signed-in browser; a *personal token*
lets a program act for its owner.

Invariants: ``policy`` alone answers whether an actor may do an action on a resource; an endpoint that no room has
declared is refused; passwords are hashed and checked before a transaction opens; of session and personal tokens only
hashes are stored; a disabled account has no session and no live token; the demo password opens nothing outside demo
data.

``wiring.init_app(app, database, config)`` fits the room into a Flask app.
"""
