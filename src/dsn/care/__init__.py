"""Clinical capabilities, one room each: rules, queries, pages and templates together."""
