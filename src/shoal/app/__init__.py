"""The corridor: one file per use case, each carrying types of `terms` from room to room."""
