"""Formulas of manifests (core/catalog/expression.hpp) and options with formulas, in Python."""
import math
import re

_TOKEN = re.compile(r"\s*(\d+\.?\d*(?:[eE][-+]?\d+)?|[a-z_][a-z0-9_]*|'[^']*'|&&|\|\||[<>=!]=|[-+*/%^()<>!?:,])")
_FUNCTIONS = {"ceil": math.ceil, "floor": math.floor, "log2": math.log2, "abs": abs, "min": min, "max": max}
_BINARY = ({"||": lambda a, b: float(bool(a) or bool(b))}, {"&&": lambda a, b: float(bool(a) and bool(b))},
           {"==": lambda a, b: float(a == b), "!=": lambda a, b: float(a != b)},
           {"<": lambda a, b: float(a < b), "<=": lambda a, b: float(a <= b), ">": lambda a, b: float(a > b),
            ">=": lambda a, b: float(a >= b)},
           {"+": lambda a, b: a + b, "-": lambda a, b: a - b},
           {"*": lambda a, b: a * b, "/": lambda a, b: a / b, "%": math.fmod})


class _Formula:
    """Parses while it evaluates; what a condition leaves out is parsed with `needed` False."""

    def __init__(self, text, parameters):
        self.tokens, self.parameters, end = [], parameters, 0
        while end < len(text.rstrip()):
            found = _TOKEN.match(text, end)
            if not found:
                raise ValueError(f"{text!r}, column {end + 1}")
            self.tokens.append(found[1])
            end = found.end()
        self.tokens.append("")

    def take(self, *expected):
        if self.tokens[0] in expected:
            return self.tokens.pop(0)
        return None

    def whole(self):
        value = self.choice(True)
        if self.tokens != [""]:
            raise ValueError(f"what does {self.tokens[0]!r} mean here?")
        return value

    def choice(self, needed):
        value = self.binary(0, needed)
        if not self.take("?"):
            return value
        first = self.choice(needed and bool(value))
        if not self.take(":"):
            raise ValueError("a ? needs a :")
        second = self.choice(needed and not value)
        return first if value else second

    def binary(self, level, needed):
        if level == len(_BINARY):
            return self.unary(needed)
        value = self.binary(level + 1, needed)
        while operator := self.take(*_BINARY[level]):
            decided = (operator == "&&" and not value) or (operator == "||" and bool(value))
            right = self.binary(level + 1, needed and not decided)
            value = _BINARY[level][operator](value, right) if needed else 1.0
        return value

    def unary(self, needed):
        if self.take("-"):
            return -self.unary(needed)
        if self.take("!"):
            return float(not self.unary(needed))
        base = self.primary(needed)
        return base ** self.unary(needed) if self.take("^") else base

    def primary(self, needed):
        token = self.tokens.pop(0)
        if token == "(":
            value = self.choice(needed)
            self.expect(")")
            return value
        if token[:1].isdigit():
            return float(token)
        if token[:1] == "'":
            return token[1:-1]
        if self.tokens[0] == "(":
            self.expect("(")
            arguments = [self.choice(needed)]
            while self.take(","):
                arguments.append(self.choice(needed))
            self.expect(")")
            return _FUNCTIONS[token](*arguments) if needed else 1.0
        return self.parameters[token]

    def expect(self, token):
        if not self.take(token):
            raise ValueError(f"{token!r} is missing")


def evaluate(text, parameters):
    """The value of a formula; whole numbers come as int."""
    value = _Formula(text, parameters).whole()
    return int(value) if float(value).is_integer() else value


def evaluate_all(options, parameters):
    """`options` of a manifest with every text that starts with '=' evaluated."""
    if isinstance(options, dict):
        return {key: evaluate_all(value, parameters) for key, value in options.items()}
    if isinstance(options, list):
        return [evaluate_all(value, parameters) for value in options]
    if isinstance(options, str) and options.startswith("="):
        return evaluate(options[1:], parameters)
    return options
