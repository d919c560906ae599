"""Acts made without a signal: taken once, in order, each with its answer; what needs a person is listed."""
