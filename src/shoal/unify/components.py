"""Connected components: which keys are one customer, given pairs that are, and pairs that are not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def components(left: Ints, right: Ints, n: int) -> Ints:
    """Give every node the smallest node that it is connected with.

    Trees are hooked under the smallest neighbour and flattened, all at once, until nothing changes: about log(n) passes
    over the links, whatever their order, circles included.

    Parameters
    ----------
    left, right : int array (links,)
    n : int
        Nodes.

    Returns
    -------
    int array (n,)

    Examples
    --------
    >>> components(np.array([3, 1, 4]), np.array([1, 4, 3]), 6).tolist()
    [0, 1, 2, 1, 1, 5]
    """
    root = np.arange(n, dtype=np.int64)
    while True:
        low, high = np.minimum(root[left], root[right]), np.maximum(root[left], root[right])
        apart = low != high
        if not apart.any():
            return root
        np.minimum.at(root, high[apart], low[apart])
        root = _flattened(root)


def _flattened(root: Ints) -> Ints:
    while True:
        above = root[root]
        if np.array_equal(above, root):
            return root
        root = above


def apart(left: Ints, right: Ints, weight: npt.NDArray[np.float64], never: tuple[Ints, Ints], n: int) -> Ints:
    """Give components in which no two nodes are together that must not be.

    Where a component holds such a pair, its links are taken again from the heaviest to the lightest (of equals, by
    their nodes), and one that would bring such a pair together is left out. Only these components are looked at link
    by link.

    Parameters
    ----------
    left, right : int array (links,)
    weight : float array (links,)
    never : tuple of two int arrays
        Pairs of nodes that stay apart.
    n : int

    Examples
    --------
    >>> one, two = np.array([0, 1]), np.array([1, 2])
    >>> apart(one, two, np.array([1.0, 2.0]), (np.array([0]), np.array([2])), 3).tolist()
    [0, 1, 1]
    """
    root = components(left, right, n)
    one, two = never
    broken = np.unique(root[one[root[one] == root[two]]])
    if not len(broken):
        return root
    chosen = np.flatnonzero(np.isin(root[left], broken))
    order = chosen[np.lexsort((right[chosen], left[chosen], -weight[chosen]))]
    inside = np.isin(root[one], broken) & (root[one] == root[two])
    kept = _consistent(left[order].tolist(), right[order].tolist(), one[inside].tolist(), two[inside].tolist())
    others = ~np.isin(root[left], broken)
    held = order[np.array(kept, dtype=bool)]
    return components(np.concatenate([left[others], left[held]]), np.concatenate([right[others], right[held]]), n)


def _consistent(left: list[int], right: list[int], one: list[int], two: list[int]) -> list[bool]:
    """Say of each link, in order, whether it keeps every pair apart that must be."""
    parent: dict[int, int] = {}
    enemies: dict[int, set[int]] = {}
    for a, b in zip(one, two, strict=True):
        enemies.setdefault(a, set()).add(b)
        enemies.setdefault(b, set()).add(a)

    def find(node: int) -> int:
        path = []
        while (above := parent.get(node, node)) != node:
            path.append(node)
            node = above
        parent.update(dict.fromkeys(path, node))
        return node

    kept = []
    for a, b in zip(left, right, strict=True):
        # the node with fewer enemies is asked, and goes under the other: long lists are not gone through again
        few, many = sorted((find(a), find(b)), key=lambda node: (len(enemies.get(node, ())), node))
        is_allowed = few == many or all(find(enemy) != many for enemy in enemies.get(few, ()))
        kept.append(is_allowed)
        if is_allowed and few != many:
            parent[few] = many
            if few in enemies:
                enemies[many] |= enemies.pop(few)
    return kept
