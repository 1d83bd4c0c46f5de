"""What a release gathers: documents and their files."""
