"""The stock engine in memory is the oracle: ours must take the same path."""
