"""Values and small tools that every layer may use."""
