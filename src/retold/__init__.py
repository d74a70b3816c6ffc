"""Reads news reports in any language and shows who told what, what changed on the way, and the proof."""

__version__ = "0.1.0"
