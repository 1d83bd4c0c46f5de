"""Random expressions: sound ones, and the same with a few characters changed."""

from random import Random

NAMES = ("n", "approved", "nobody", "title", "due", "d", "rows", "values", "nope")
FIELDS = ("k", "n", "due", "_secret", "inner", "inner.list", "state", "__class__")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
TEXTS = (
    *("''", "'a'", "'Été 😀'", "'2026-12-24'", "'2026-12-24T17:00'", "'P30D'"),
    *("'17:00'", "'1.5'", "'k'", "'n'", "'due'", "'_secret'", "'inner.list'"),
    *("'=='", "'<'", "'in'", "'R3/PT1H'", '"it\'s"', "'P9999M'", "'9999-12-31'"),
)
NUMBERS = ("0", "1", "-1", "2.5", "30", "1000", "999999999999999", "0.1")
FUNCTIONS = (
    *("today", "now", "date", "day", "at", "minutes", "hours", "days", "weeks"),
    *("is_business_day", "add_business_days", "business_days", "any_of", "all_of"),
    *("count_of", "count_where", "filled", "sum_of", "get", "number", "text", "len"),
    *("starts_with", "lower", "lowest", "highest", "round", "percent", "eval"),
)
NOISE = (
    "()[]{}.,'\"#\\ \n\t=<>!+-*/%&|^~@:;_0123456789abcdefPTRZ"
    "\ufeff\x00é１ｎ\u202e\ud800"
)
WORDS = ("and", "or", "not", "if", "else", "in", "is", "lambda", "for", "__class__")


def expression(random: Random, depth: int = 4) -> str:
    """A sentence of the grammar, of any kind."""
    if depth <= 0:
        return random.choice((*NAMES, *TEXTS, *NUMBERS, "True", "None"))
    return random.choice(_FORMS)(random, depth - 1)


def mutated(random: Random, text: str) -> str:
    """The text with one to three random changes."""
    for _ in range(random.randint(1, 3)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice((0, 0, 1, 3)))
        new = random.choice((random.choice(NOISE), f" {random.choice(WORDS)} ", ""))
        text = text[:start] + new + text[end:]
    return text


def _binary(random, depth):
    operator = random.choice((*"+-*/", *OPERATORS, "and", "or"))
    left, right = expression(random, depth), expression(random, depth)
    return f"({left} {operator} {right})"


def _unary(random, depth):
    return f"{random.choice(('not ', '-'))}{expression(random, depth)}"


def _call(random, depth):
    arguments = [expression(random, depth - 1) for _ in range(random.randrange(4))]
    return f"{random.choice(FUNCTIONS)}({', '.join(arguments)})"


def _sound_call(random, depth):
    value = expression(random, depth - 1)
    field, operator = random.choice(FIELDS), random.choice(OPERATORS)
    forms = (
        f"date({value})",
        f"at({value}, '17:00')",
        f"days({random.choice(NUMBERS)})",
        f"add_business_days(today(), {random.choice(NUMBERS)})",
        f"get(d, '{field}', {value})",
        f"count_of(rows, '{field}', {value}, '{operator}')",
        f"count_where(rows, '{field}', '{operator}', {value})",
        f"text({value}, {expression(random, depth - 1)})",
    )
    return random.choice(forms)


def _member(random, depth):
    value, field = expression(random, depth), random.choice(FIELDS)
    forms = (f"{value}.{field}", f"{value}['{field}']", f"{value}[{depth}]")
    return random.choice(forms)


def _choice(random, depth):
    body, test = expression(random, depth), expression(random, depth)
    return f"({body} if {test} else {expression(random, depth)})"


def _items(random, depth):
    return (
        f"[{', '.join(expression(random, depth) for _ in range(random.randrange(4)))}]"
    )


_FORMS = (_binary, _binary, _unary, _call, _sound_call, _member, _choice, _items)
