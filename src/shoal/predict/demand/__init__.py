"""What segments will ask for in the weeks to come: orders, units, revenue."""
