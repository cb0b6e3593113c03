"""Waiting for something to become true, never for a time to pass."""

import time


def until(condition, seconds, what):
    """Asks until `condition` returns something true, and returns that. `what` is a text, or a function that makes one."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds:g} s: {what() if callable(what) else what}")
        time.sleep(0.05)
    return found
