"""The stability concepts by their ids: what each asks, and which need what."""

from __future__ import annotations

from collections.abc import Collection

from deterrence.errors import ArgumentError, nearest

INDIVIDUAL = ("nash", "gmr", "smr", "seq", "sseq")
TWO_PLAYERS = ("sim", "horizon")
COALITIONAL = ("cr", "cgmr", "csmr", "cseq")
CONCEPTS = (*INDIVIDUAL, *TWO_PLAYERS, *COALITIONAL)

NAMES = {
    "nash": "Nash stability (R)",
    "gmr": "general metarationality (GMR)",
    "smr": "symmetric metarationality (SMR)",
    "seq": "sequential stability (SEQ)",
    "sseq": "symmetric sequential stability (SSEQ)",
    "sim": "simultaneous stability (SIM)",
    "horizon": "limited-move stability (L_h)",
    "cr": "coalitional Nash stability (CR)",
    "cgmr": "coalitional general metarationality (CGMR)",
    "csmr": "coalitional symmetric metarationality (CSMR)",
    "cseq": "coalitional sequential stability (CSEQ; sanctions by joint improvements of sub-coalitions in turn)",
}


def require_concept(concept: object, known: Collection[str] = CONCEPTS) -> str:
    """The concept's id; raises `ArgumentError`, with the nearest right one, unless it is among those known.

    >>> require_concept("seq")
    'seq'
    """
    if not isinstance(concept, str) or concept not in known:
        hint = nearest(concept.lower(), known) if isinstance(concept, str) else ""
        what = f"unknown concept {concept!r}" if concept not in CONCEPTS else f"concept '{concept}' does not serve here"
        raise ArgumentError(what, hint or f"known: {', '.join(known)}")
    return concept
