"""All rules, in the order of the help page."""

from engine.lint import (
    catching,
    constructs,
    cycles,
    elements,
    engine_says,
    events,
    expressions,
    gateways,
    identity,
    messages,
    operators,
    races,
    shorthands,
    soundness,
    structure,
    timers,
    waits,
)
from engine.lint.rule import Rule

#: What the others stand on: with these broken, their findings would mislead.
GROUND: tuple[Rule, ...] = identity.RULES

#: Asked of the drawing itself; all others of what it says without short hands.
DRAWN: tuple[Rule, ...] = shorthands.RULES

REST: tuple[Rule, ...] = (
    *structure.RULES,
    *constructs.RULES,
    *elements.RULES,
    *events.RULES,
    *catching.RULES,
    *races.RULES,
    *gateways.RULES,
    *soundness.RULES,
    *waits.RULES,
    *expressions.RULES,
    *timers.RULES,
    *cycles.RULES,
    *operators.RULES,
    *messages.RULES,
)

#: Asked only when no other rule found an error, which it would repeat in its own words.
LAST: tuple[Rule, ...] = engine_says.RULES

RULES: tuple[Rule, ...] = (*GROUND, *DRAWN, *REST, *LAST)
