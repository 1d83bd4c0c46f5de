"""Changes of a process: submitted, reviewed by a second person, published, told."""
