"""The database: one writer, many readers, migrations, and what differs between engines."""
