"""What customers will buy next: products new to them, their own bought again, and interests."""
