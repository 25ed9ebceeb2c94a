"""The pages that people look at: what comes, what went out, how the accounts are, what readers liked."""
