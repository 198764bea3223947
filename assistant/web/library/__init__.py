"""The library: what the frameworks say and what leaders bring, to browse and to search, each at its own address."""
