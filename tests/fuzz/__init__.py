"""Random input for every parser: nothing but an answer or a refusal in words may come of it."""
