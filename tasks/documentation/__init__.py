"""What a process is, written from its diagram, forms, mails and matrix."""
