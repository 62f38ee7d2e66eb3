"""Who may see what: pure decisions from facts handed in. The rule book is Québec's LRSSS (chap. R-22.1)."""
