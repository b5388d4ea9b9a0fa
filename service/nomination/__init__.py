"""The domain wing: agencies, plans, exemplars, council and publicity. It uses ``process`` and never the reverse."""
