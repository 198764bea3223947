"""The shapes of answers: one module says what an answer to one side of a topic, or to one act, is made of."""
