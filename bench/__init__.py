"""What is fast, measured: from outside, over HTTP, beside a floor of the same run. See README.md."""
