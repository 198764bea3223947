"""The steps, each a revision; never change one that was released."""
