"""What the coach knows: frameworks, topics, documents, and how a question finds them."""
