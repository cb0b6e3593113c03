"""Runs what mlkube renders: every container of a bundle as a local process, isolated as a node would isolate it."""

from .cluster import Cluster
from .wait import until

__all__ = ["Cluster", "until"]
