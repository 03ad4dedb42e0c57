"""How staff come in, prove who they are, and are let go."""
