"""The protocol's own methods: the handshake, liveness, cancellation, the end."""
