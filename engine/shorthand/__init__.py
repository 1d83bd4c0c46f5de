"""BPMN's short hands, written out in the constructs that the engine runs rightly.

A drawing may let several flows leave a task, jump by a link, end with a signal, or
handle an event in a subprocess of its own.  Each says the same as a longer drawing;
the engine is given that one, and everybody else goes on seeing what was drawn.
"""
