"""Forms as pages show them: values for inputs, conditions in words."""
