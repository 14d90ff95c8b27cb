"""A small language model inside dspy-chat."""
