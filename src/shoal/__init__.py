"""shoal finds the natural groups among a business's customers and shows whether they are real."""
