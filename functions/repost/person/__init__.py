"""What a person asks of the function, beside its schedule: one module a wish or two."""
