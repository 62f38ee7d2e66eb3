"""The versioned record: commits, snapshots, history, search index, feed. Nothing above `records` comes here."""
