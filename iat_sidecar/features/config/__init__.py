"""Settings of the installation, and who changed them why."""
