"""Data about names: how letters sound, what names end in, what is known beforehand."""
