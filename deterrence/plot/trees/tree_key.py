"""The legend of a game tree: only what is drawn."""

from __future__ import annotations

from matplotlib.lines import Line2D

from deterrence.game.tree import CHANCE
from deterrence.plot.drawing.colours import BLACK, GREY, initials, player_colours, text_colour
from deterrence.plot.trees.pruning import Cut
from deterrence.plot.trees.tree_words import TreeWords

THICK, THIN = 2.4, 0.8


def tree_key(part: Cut, words: TreeWords, points: float) -> tuple[list[Line2D], list[str]]:
    """A sample and a text for each kind of node and edge that occurs."""
    tree, play = part.play.tree, part.play
    colours, signs = player_colours(tree.players), initials({name: words.labels[name] for name in tree.players})
    handles, texts = list[Line2D](), list[str]()
    movers = {int(tree.owner[node]) for node in part.nodes if part.children[node]}
    for place, player in enumerate(tree.players):
        if place in movers:
            handles.append(
                Line2D(
                    [],
                    [],
                    marker="o",
                    linestyle="",
                    markersize=0.9 * points,
                    color=text_colour(colours[player]),
                )
            )
            texts.append(f"{signs[player]}: {words.labels[player]} decides")
    if CHANCE in movers:
        handles.append(
            Line2D(
                [],
                [],
                marker="D",
                linestyle="",
                markersize=0.7 * points,
                markerfacecolor="white",
                markeredgecolor=BLACK,
            )
        )
        texts.append("chance, with probabilities")
    steps = part.nodes[1:]
    handles.append(Line2D([], [], color=BLACK, linewidth=THICK))
    texts.append("played")
    if any(play.step[n] > 0 and play.reach[n] == 0 for n in steps):
        handles.append(
            Line2D(
                [],
                [],
                color=BLACK,
                linewidth=1.1,
                linestyle=(0, (3, 1.6)),
                marker=">",
                markersize=0.5 * points,
            )
        )
        texts.append("would be chosen there")
    never = {tree.owner[tree.parent[n]] == CHANCE for n in steps if play.step[n] == 0}
    if never:
        handles.append(Line2D([], [], color=GREY, linewidth=THIN))
        texts.append(" or ".join(["not chosen"] * (False in never) + ["of probability 0"] * (True in never)))
    if any(len([n for n in nodes if part.children.get(int(n))]) > 1 for nodes in play.groups):
        handles.append(Line2D([], [], color=BLACK, linewidth=1, linestyle=(0, (3, 2))))
        texts.append("cannot be told apart by who decides")
    if any("+" in words.info(node, part) for node in part.nodes):
        handles.append(Line2D([], [], linestyle=""))
        texts.append("+ margin over the next best choice")
    if part.hidden:
        handles.append(Line2D([], [], color=GREY, marker=">", linestyle="", markersize=0.7 * points))
        texts.append("not drawn further; what it is worth in italics")
    return handles, texts
