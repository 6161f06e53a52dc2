"""What the commands print for people, in Thai: one module for each kind of result."""
