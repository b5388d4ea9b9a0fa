"""The command ``lantoa``: every verb opens its own transaction and says what it did.

Exit codes: 0 done, 1 refused or found faulty, 2 wrong usage.
"""

from service.cli.decisions import decisions
from service.cli.opening import resources_in
from service.cli.plans import plan
from service.cli.simulate import demo, simulate
from service.cli.verbs import main

main.add_command(decisions)
main.add_command(plan)
main.add_command(demo)
main.add_command(simulate)

__all__ = ["main", "resources_in"]
