"""Changes of a diagram as data: BPMN bytes and an edit give BPMN bytes."""
