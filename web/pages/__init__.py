"""The pages for people: one blueprint for each noun."""
