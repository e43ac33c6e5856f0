"""What a coefficient's interval allows one to say (Krippendorff, Content Analysis, 4th ed., 2018, ch. 12.5)."""

from typing import Literal

from workbench.agreement.intervals import Estimate

SAFE = 0.800
TENTATIVE = 0.667

Verdict = Literal["safe", "close", "not_yet", "unknown"]


def verdict(estimate: Estimate) -> Verdict:
    """Judge by the lower end of the interval; `unknown` where there is none."""
    if estimate.low is None:
        return "unknown"
    if estimate.low >= SAFE:
        return "safe"
    return "close" if estimate.low >= TENTATIVE else "not_yet"
