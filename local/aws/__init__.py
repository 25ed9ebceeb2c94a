"""AWS on one machine: an emulator, the stack in it, and Lambda's runtime."""
