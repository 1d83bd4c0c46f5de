"""SpiffWorkflow, driven: nothing outside this package and the codec imports it."""
