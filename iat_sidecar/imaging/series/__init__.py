"""A set of panels as a whole: drift, outliers, near duplicates and swapped characters."""
