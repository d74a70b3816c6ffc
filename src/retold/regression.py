"""A logistic regression that can be read: a weight for each kind of evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from retold.protocols import Vectors


@dataclass(frozen=True, slots=True)
class Regression:
    """`bias` and the weight of each kind of evidence, for evidence as it is measured (not standardised)."""

    bias: float
    weights: Mapping[str, float]

    def odds(self, names: Sequence[str], values: Vectors) -> Vectors:
        """Return the logarithm of the odds for each row of `values` (..., names), within -30 and 30.

        Raises KeyError for evidence that the regression was not fitted with.
        """
        weights = np.array([self.weights[name] for name in names], dtype=np.float32)
        return np.asarray(np.clip(values @ weights + self.bias, -30, 30), dtype=np.float32)

    def chances(self, names: Sequence[str], values: Vectors) -> Vectors:
        """Return the probability of each row of `values` (..., names).

        Raises KeyError for evidence that the regression was not fitted with.
        """
        return np.asarray(1 / (1 + np.exp(-self.odds(names, values))), dtype=np.float32)


@cache
def fitted(package: str, name: str) -> Regression:
    """Return a regression by its name in the weights.json that ships with a package."""
    data = json.loads((files(package) / "weights.json").read_text(encoding="utf-8"))[name]
    return Regression(data["bias"], data["weights"])
