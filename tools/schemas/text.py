"""The text that schemas are kept in; `src/schema/parse.rs` reads it and explains it."""

import hashlib


def word(value, separators="% \n\t\r"):
    """A value as one word: what separates words is written as percent and two digits."""
    if isinstance(value, bool):
        value = "true" if value else "false"
    return "".join(f"%{ord(letter):02X}" if letter in separators else letter for letter in str(value))


def words(values):
    """Several values as one word."""
    return "|".join(word(value, "% |\n\t\r") for value in values)


def ranges(versions):
    """Minor versions as `28-30,33`."""
    parts, versions = [], sorted(versions)
    for version in versions:
        if parts and parts[-1][1] == version - 1:
            parts[-1][1] = version
        else:
            parts.append([version, version])
    return ",".join(f"{a}-{b}" if a != b else str(a) for a, b in parts)


class Definitions:
    """Definitions by name; those without a name of their own are named after what they hold, so that equal ones are one."""

    def __init__(self):
        self.texts = {}

    def add(self, name, head, fields=()):
        lines = [f"{name} {head}"] + [f" {field}" for field in sorted(fields)]
        text = "\n".join(lines)
        if self.texts.get(name, text) != text:
            raise SystemExit(f"two definitions are called {name}")
        self.texts[name] = text

    def share(self, hint, head, fields=()):
        body = "\n".join([head, *sorted(fields)])
        name = f"{hint}.{hashlib.sha256(body.encode()).hexdigest()[:5]}"
        self.add(name, head, fields)
        return name

    def write(self, path, comment):
        blocks = [self.texts[name] for name in sorted(self.texts)]
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write("\n\n".join([comment.strip(), *blocks]) + "\n")
