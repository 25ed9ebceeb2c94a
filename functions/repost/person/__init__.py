"""What a person can ask of the function besides its schedule: a module for each wish or two."""
