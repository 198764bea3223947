"""The metrics, one family a module; each is a pure function of one trial."""
