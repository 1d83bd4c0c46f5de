"""The inbox: who has what to do, and the verbs to do it."""
