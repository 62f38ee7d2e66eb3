"""People: who they are, and how one finds them."""
