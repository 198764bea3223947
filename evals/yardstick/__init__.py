"""The public yardstick: search's learner, unchanged, on a data set of intents that others have published results on."""
