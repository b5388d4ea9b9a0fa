"""*Giám sát* (``supervision``) and *Báo cáo* (``shelf``)."""
