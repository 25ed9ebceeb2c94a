"""Stand-ins for everything outside Repost, and what runs it against them on one machine."""
