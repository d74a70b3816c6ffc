"""Fitting the logistic regressions that ship as a weight a kind of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from retold.protocols import Vectors
from retold.regression import Regression


def fit(
    names: Sequence[str], values: Vectors, true: Any, *, strength: float, counting: Vectors | None = None
) -> Regression:
    """Fit on standardised evidence and return weights for evidence as it is measured.

    `strength` is the inverse strength of the L2 penalty, `counting` how much each row counts.
    """
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=strength, max_iter=5000).fit(
        scaler.transform(values), true, sample_weight=counting
    )
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    return Regression(bias, {name: float(w) for name, w in zip(names, weights, strict=True)})


def written(regression: Regression) -> dict[str, Any]:
    """Return a regression as it stands in a weights.json."""
    weights = {name: round(weight, 4) for name, weight in regression.weights.items()}
    return {"bias": round(regression.bias, 4), "weights": weights}
