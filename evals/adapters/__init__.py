"""Our cases and scorers inside other harnesses; each adapter is optional and imported only when asked for."""
