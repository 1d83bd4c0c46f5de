"""How a process is laid out on paper: columns, rows, routes, labels."""
