"""Demo data: invented people and cases that fill an empty database, by the same commands real people use.

Invariant: refused where there is real data; everything here is marked as demo data in the database.
"""
