"""Work outside the step: jobs, which external workers do, and the ticker, which does what is due by itself.

A **job** is a service task whose operation nobody here offers. A worker *activates* jobs of a type and has each until
its deadline (``locked_until``), then *completes* or *fails* it or *throws an error*. Invariants: a lost worker's jobs
are given out again after their deadline; deadlines and backoff run on the real clock, whatever the business clock says;
a job without tries left has an incident, and nobody gets it before that is resolved; of two workers with one job one is
heard. With ``withLease`` that is the later one, without it the first (as in Camunda).
"""
