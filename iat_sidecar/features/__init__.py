"""The product's nouns, one folder each."""
