"""Memoised computations: inputs and parameters in, assets out."""
