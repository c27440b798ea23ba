"""What leaves this machine: addresses that are spoken to, the one HTTP client, downloads."""
