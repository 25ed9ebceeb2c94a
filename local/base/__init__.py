"""What the stand-ins are built on."""
