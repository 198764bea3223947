"""From a reading to ranked topics, indicators and passages."""
