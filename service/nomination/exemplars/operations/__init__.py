"""What the seven diagrams of an exemplar's life may call, one file per phase."""
