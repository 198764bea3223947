"""Recording: asking an assistant every case and keeping what it said."""
