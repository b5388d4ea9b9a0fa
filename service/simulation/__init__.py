"""A plan played by invented officers through the real engine, diagrams, forms and database, under the pinned clock.

Words: a *profile* says how people work (how long, how late, how well); an *act* is something somebody will do on a day;
the *digest* is one number over everything that happened. Invariants: the same seed gives the same digest on every
database; every chance is drawn from the seed and the stable name of what it is about, never from a shared stream or a
key; what to do next is read from the database, so a simulation that was broken off can be resumed; it is
refused where there is real data, and marks the database as a demonstration.
"""
