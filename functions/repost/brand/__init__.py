"""What every post must say, and what none may: pure functions of texts and an owner's rules."""
