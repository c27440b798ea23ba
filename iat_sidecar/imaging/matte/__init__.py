"""Background removal: masks from pictures, judged and composed."""
