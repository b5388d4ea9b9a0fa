"""Tables: rounds and the schedule (``rounds``), and what the steps leave behind (``records``)."""
