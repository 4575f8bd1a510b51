"""What may be given, and the one way it must end: the table of cases."""
