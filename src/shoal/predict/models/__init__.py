"""The kinds of models that learn what happens: chosen, calibrated, taken apart for reasons, saved as data."""
