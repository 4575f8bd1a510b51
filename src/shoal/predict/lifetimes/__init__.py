"""How many orders customers will make, and what they will be worth."""
