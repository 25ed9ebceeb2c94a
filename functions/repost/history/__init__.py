"""What the table remembers of accounts, and the claim that makes a post happen once."""
