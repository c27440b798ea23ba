"""JSON-RPC: registry, dispatch, framing, the outbox, and the documents made from the registry."""
