"""HTTP without medicine: pages and fragments, words, sessions, forgery guard, live events, widgets, static files."""
