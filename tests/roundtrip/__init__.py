"""What is read, kept and written comes back the same."""
