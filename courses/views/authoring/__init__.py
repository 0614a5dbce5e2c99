"""The author's and the reviewer's pages."""
