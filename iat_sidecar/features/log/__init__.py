"""What is written for the one who debugs tomorrow."""
