"""From the achievement put forward to the award handed over: dossier, appraisal, ballot, decision.

Words: an *award* is one award form given by one decision (emulation titles are another thing and live elsewhere); a
*ballot* is one vote of the Council, its denominator the total membership. Invariants: one achievement, one award; a
thematic or unexpected award is no basis for a merit proposal; a secret ballot is on paper, only its totals are kept;
how somebody voted never leaves the table ``vote``.
"""
