"""Leadership Coach: leaders' questions answered from framework texts, with every citation checked."""

__version__ = "0.1.0"
