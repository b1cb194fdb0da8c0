"""A solved game tree as source text: TikZ for LaTeX, DOT for Graphviz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from deterrence.errors import expect_kind
from deterrence.game.tree import CHANCE
from deterrence.plot.drawing.colours import player_colours, text_colour
from deterrence.plot.trees.pruning import Cut, cut
from deterrence.plot.trees.tree_words import TreeWords
from deterrence.solvers.solution import Solution

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\N{MINUS SIGN}": "$-$",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}


def tikz(solution: Solution, *, most: int = 60) -> str:
    """The tree as a TikZ picture, for a document that loads `forest`.

    Parameters
    ----------
    solution
        From `solve`.
    most
        How many nodes are drawn; a larger tree is pruned as `game_tree` prunes it.

    Returns
    -------
    str
        A ``forest`` environment. Labels are escaped; what is played is thick,
        what would be chosen elsewhere dashed.

    Examples
    --------
    >>> from deterrence import load, solve
    >>> print(tikz(solve(load("false-alarms"))).splitlines()[0])
    % False alarms: subgame-perfect equilibrium
    """
    source = _Source(solution, most)
    colours = player_colours(solution.game.players)
    defined = [
        f"\\definecolor{{player{place}}}{{HTML}}{{{text_colour(colours[name])[1:]}}}"
        for place, name in enumerate(solution.game.players)
    ]
    lines = [*source.comments("%"), *defined, r"\begin{forest}"]
    lines.append("  for tree={grow'=east, anchor=west, l sep=18mm, s sep=2mm, font=\\small}")
    lines += source.forest(0, 1)
    return "\n".join([*lines, r"\end{forest}", ""])


def dot(solution: Solution, *, most: int = 60) -> str:
    """The tree as a Graphviz digraph; options as `tikz` has them.

    Examples
    --------
    >>> from deterrence import load, solve
    >>> dot(solve(load("treaty"))).splitlines()[1]
    'digraph game {'
    """
    source = _Source(solution, most)
    lines = [
        *source.comments("//"),
        "digraph game {",
        "  rankdir=LR; node [fontname=Helvetica]; edge [fontname=Helvetica];",
    ]
    return "\n".join([*lines, *source.dot_nodes(), *source.dot_edges(), *source.dot_sets(), "}", ""])


class _Source:
    def __init__(self, solution: Solution, most: int) -> None:
        expect_kind(solution, Solution, "tree source")
        self.solution, self.words = solution, TreeWords(solution)
        self.tree, self.play = solution.game.tree, solution.play
        self.part: Cut = cut(solution, lambda part: len(part.nodes) <= most)

    def comments(self, mark: str) -> list[str]:
        told = [self.words.title(), self.part.words()]
        return [f"{mark} {' '.join(line.split())}" for line in told if line]

    def _mover(self, node: int) -> str:
        owner = int(self.tree.owner[node])
        return "chance" if owner == CHANCE else self.words.labels[self.tree.players[owner]]

    def _lines(self, node: int) -> list[str]:
        """What stands at a node."""
        if self.part.children[node]:
            return [self._mover(node), self.words.info(node, self.part)]
        worth = ", ".join(self.words.worth(node, player) for player in self.tree.players)
        hidden = [self.words.info(node, self.part)] if node in self.part.hidden else []
        return [*hidden, f"({worth})"]

    def forest(self, node: int, depth: int) -> Iterator[str]:
        """A node and what is below it, each on lines of their own."""
        waiting: list[tuple[int, int, bool]] = [(node, depth, True)]
        while waiting:
            node, depth, opens = waiting.pop()
            if not opens:
                yield "  " * depth + "]"
                continue
            yield "  " * depth + self._forest_node(node)
            waiting.append((node, depth, False))
            waiting += [(child, depth + 1, True) for child in reversed(self.part.children[node])]

    def _forest_node(self, node: int) -> str:
        text = r" \\ ".join(tex(line) for line in self._lines(node))
        looks = ["align=left"]
        owner = int(self.tree.owner[node])
        if self.part.children[node] and owner >= 0:
            looks += [f"text=player{owner}", "draw", "rounded corners"]
        if node:
            looks.append(
                f"edge label={{node[midway, sloped, above, font=\\scriptsize]{{{tex(self.words.choice(node))}}}}}"
            )
            looks.append(f"edge={{{self._edge(node)}}}")
        return f"[{{{text}}}, {', '.join(looks)}"

    def _edge(self, node: int) -> str:
        if self.play.reach[node] > 0:
            return "line width=1.6pt"
        return "dashed, ->" if self.play.step[node] > 0 else "gray"

    def dot_nodes(self) -> Iterator[str]:
        """Every node with its label."""
        colours = player_colours(self.tree.players)
        for node in self.part.nodes:
            owner = int(self.tree.owner[node])
            inner = bool(self.part.children[node])
            shape = "plaintext" if not inner else "diamond" if owner == CHANCE else "box"
            colour = text_colour(colours[self.tree.players[owner]]) if inner and owner >= 0 else "#1A1A1A"
            label = "\\n".join(quoted(line) for line in self._lines(node))
            yield f'  n{node} [label="{label}", shape={shape}, color="{colour}", fontcolor="{colour}"];'

    def dot_edges(self) -> Iterator[str]:
        """Every edge with its choice."""
        for node in self.part.nodes[1:]:
            played, chosen = self.play.reach[node] > 0, self.play.step[node] > 0
            look = (
                "penwidth=3, arrowhead=none"
                if played
                else "style=dashed"
                if chosen
                else 'color="#8A8A8A", arrowhead=none'
            )
            yield f'  n{int(self.tree.parent[node])} -> n{node} [label="{quoted(self.words.choice(node))}", {look}];'

    def dot_sets(self) -> Iterator[str]:
        """Nodes that their mover cannot tell apart, joined by dotted lines."""
        for nodes in self.play.groups:
            shown = [int(node) for node in nodes if self.part.children.get(int(node))]
            for one, other in pairwise(shown):
                yield f"  n{one} -> n{other} [style=dotted, arrowhead=none, constraint=false];"


def tex(text: str) -> str:
    r"""A text as LaTeX sets it, letter by letter.

    >>> print(tex("50 % of a_b"))
    50 \% of a\_b
    """
    return re.sub(r"[\\~^&%$#_{}\N{MINUS SIGN}]", lambda found: SPECIAL[found.group()], text)


def quoted(text: str) -> str:
    r"""A text inside a DOT string.

    >>> print(quoted('say "no"'))
    say \"no\"
    """
    return text.replace("\\", "\\\\").replace('"', '\\"')
