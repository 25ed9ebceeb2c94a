"""A company's people: who they are, and what their groups allow."""
