"""Statistics that several rooms need, one subject per file; numpy only."""
