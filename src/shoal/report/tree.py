"""The tree of the segments: which are alike, and which of those again."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.sample import Sample


@dataclass(frozen=True)
class Branch:
    """Where two branches of the tree meet.

    Parameters
    ----------
    left, right : Branch or int
        A segment id is a leaf.
    height : float
        How different they are, as a share of the greatest difference of the tree.
    """

    left: Branch | int
    right: Branch | int
    height: float


def tree(sample: Sample) -> Branch | None:
    """Join the centres of the segments, the most alike first.

    Joined are those two whose joining adds least to the spread inside (Ward 1963, J. Am. Stat. Assoc. 58), each centre
    weighing as many customers as the sample has of its segment. Heights are square roots of what is added: distances.

    Parameters
    ----------
    sample : Sample

    Returns
    -------
    Branch or None
        None where there are fewer than two segments, or all stand in the same place.
    """
    ids = sample.shown()
    if len(ids) < 2 or not sample.columns:
        return None
    centres = [sample.matrix[sample.of(id_)].mean(axis=0) for id_ in ids]
    sizes = [float(sample.of(id_).sum()) for id_ in ids]
    branches: list[Branch | int] = list(ids)
    highest = 0.0
    while len(branches) > 1:
        costs = {
            (i, j): sizes[i] * sizes[j] / (sizes[i] + sizes[j]) * float(((centres[i] - centres[j]) ** 2).sum())
            for i in range(len(branches))
            for j in range(i + 1, len(branches))
        }
        i, j = min(costs, key=lambda pair: (costs[pair], pair))
        # Ward's heights never fall, except by rounding.
        highest = max(highest, costs[i, j] ** 0.5)
        centres[i] = (sizes[i] * centres[i] + sizes[j] * centres[j]) / (sizes[i] + sizes[j])
        sizes[i] += sizes[j]
        branches[i] = Branch(branches[i], branches[j], highest)
        for each in (branches, centres, sizes):
            del each[j]
    (root,) = branches
    return None if isinstance(root, int) or highest == 0 else _relative(root, highest)


def leaves(branch: Branch | int) -> tuple[int, ...]:
    """List the segments of a branch, in the order in which the tree is drawn."""
    return (branch,) if isinstance(branch, int) else (*leaves(branch.left), *leaves(branch.right))


def _relative(branch: Branch, whole: float) -> Branch:
    left, right = (each if isinstance(each, int) else _relative(each, whole) for each in (branch.left, branch.right))
    return Branch(left, right, round(branch.height / whole, 3))
