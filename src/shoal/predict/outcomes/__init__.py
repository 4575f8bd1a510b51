"""What may happen or not: learnt from customers of earlier days beside what happened after each."""
