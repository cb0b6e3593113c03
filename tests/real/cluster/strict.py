"""Reading objects so that nothing in them is passed over in silence."""


class Unsupported(Exception):
    """A bundle says something that this harness does not carry out."""


def only(what, mapping, *known):
    """Refuses keys that nobody reads: a test must not pass because the harness left something out."""
    unknown = sorted(set(mapping) - set(known))
    if unknown:
        raise Unsupported(f"{what} has {', '.join(unknown)}, which tests/real does not carry out")
    return mapping


def one_of(what, mapping, *known):
    """The one key of `mapping` that is there, with its value, such as the kind of a volume."""
    found = [key for key in known if key in mapping]
    if len(found) != 1:
        raise Unsupported(f"{what} is none of {', '.join(known)}: {mapping}")
    return found[0], mapping[found[0]]
