"""Who leaves: the stage that each customer is at, and how long customers stay."""
