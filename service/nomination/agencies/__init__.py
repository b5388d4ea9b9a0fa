"""The organisations that take part, the places they serve, and what became of them.

Words: an *agency* has a code that never changes and names with validity; a *succession* says what became of it
(rename, merge, split, move, dissolve) and what it carried: the *entity* (papers, liabilities) or one *function* (a
movement). Invariants: periods are half-open; an old paper keeps the name of its day; entity and function may part
ways, and a quota follows the function (``domain.md`` §4); agencies and places are never deleted, only ended.
"""
