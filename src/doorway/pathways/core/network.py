"""A small flow network that is filled one line after the other; what is filled once is never taken back.

Nodes: a source, gates, supplies of credit, allowances, lines. Pushing credit into one line may move credit that other
lines hold to other supplies, but their fill stays. So after lines have been filled in an order, no other way of using
the credit fills an earlier line more, and none fills all of them together more (the fills of a network are a
polymatroid, for which this greedy way is the best).
"""

from __future__ import annotations

SOURCE = 0
MUCH = 1 << 40


class Network:
    """Nodes are numbers, edges go in pairs: edge ``e`` and its way back ``e ^ 1``."""

    __slots__ = ("edges", "room", "target")

    def __init__(self) -> None:
        self.edges: list[list[int]] = [[]]
        self.target: list[int] = []
        self.room: list[int] = []

    def node(self) -> int:
        """A new node."""
        self.edges.append([])
        return len(self.edges) - 1

    def edge(self, start: int, end: int, room: int) -> int:
        """A new edge with that much room; its number."""
        number = len(self.target)
        self.target += (end, start)
        self.room += (room, 0)
        self.edges[start].append(number)
        self.edges[end].append(number + 1)
        return number

    def used(self, edge: int) -> int:
        """What flows over an edge."""
        return self.room[edge ^ 1]

    def fill(self, line: int, want: int) -> int:
        """Bring up to ``want`` into a line; what was brought."""
        brought = 0
        while brought < want:
            path = self._path_back(line)
            if not path:
                break
            amount = min(want - brought, *(self.room[edge] for edge in path))
            for edge in path:
                self.room[edge] -= amount
                self.room[edge ^ 1] += amount
            brought += amount
        return brought

    def _path_back(self, line: int) -> list[int]:
        """The edges of a shortest way from the source to a line on which there is room; empty when there is none."""
        edges, target, room = self.edges, self.target, self.room
        over: dict[int, int] = {line: -1}
        queue = [line]
        for node in queue:
            for edge in edges[node]:
                start = target[edge]
                if start not in over and room[edge ^ 1]:
                    over[start] = edge ^ 1
                    if start == SOURCE:
                        return self._edges_of(over, line)
                    queue.append(start)
        return []

    def _edges_of(self, over: dict[int, int], line: int) -> list[int]:
        path = []
        node = SOURCE
        while node != line:
            edge = over[node]
            path.append(edge)
            node = self.target[edge]
        return path
