"""What tests of every room lean on: databases, a browser, the rows of the domain that a test covers."""
