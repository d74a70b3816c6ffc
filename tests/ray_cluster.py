"""Adds the example on a real Ray cluster of one head and two workers, of which one is lost in the middle.

    python tests/ray_cluster.py FOLDER

Prints as JSON whether the dump equals that of one machine, what was added, and when the worker was lost.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from retold.corpus import open_corpus
from retold.export import dump_lines
from retold.read import read_articles
from retold.spread import add_spread

#: Inputs: enough calls of the workers that some are still to come when one of them is lost.
COPIES = 16

MEMORY = 100 << 20


def write_reports(folder: Path, example: Path) -> None:
    """Write the example's reports several times over, each time with its sentences in another order."""
    for number in range(COPIES):
        for path in sorted(example.glob("*.txt")):
            head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
            lines = text.split(". ")
            random.Random(f"{number} {path.name}").shuffle(lines)
            (folder / f"{number:02}-{path.name}").write_text(
                f"{head}\n\n{'. '.join(lines)}", encoding="utf-8"
            )


def nodes_left(ray: Any) -> int:
    """Count the nodes once the head has noticed that one is gone."""
    for _ in range(120):
        alive = sum(bool(node["Alive"]) for node in ray.nodes())
        if alive < 3:
            break
        time.sleep(0.5)
    return alive


def main() -> None:
    """Compare both ways."""
    ray: Any = import_module("ray")
    cluster_of: Any = import_module("ray.cluster_utils").Cluster
    example = Path(__file__).parents[1] / "examples" / "prespa"
    encoder = os.environ.get("RETOLD_ENCODER", "retold.encode.hashing:HashingEncoder")
    reports = Path(tempfile.mkdtemp())
    write_reports(reports, example)
    answer: dict[str, Any] = {}
    cluster = cluster_of(
        initialize_head=True,
        head_node_args={"num_cpus": 0, "object_store_memory": MEMORY, "include_dashboard": False},
    )
    workers = [cluster.add_node(num_cpus=1, object_store_memory=MEMORY) for _ in range(2)]
    ray.init(address=cluster.address, configure_logging=False, log_to_driver=False)
    begun = time.monotonic()
    arrived: list[int] = []

    def lose() -> None:
        while len(arrived) < 20:
            time.sleep(0.02)
        cluster.remove_node(workers[0], allow_graceful=False)
        answer["lost_after"] = len(arrived)

    losing = threading.Thread(target=lose)
    losing.start()
    with tempfile.TemporaryDirectory() as folder:
        with open_corpus(Path(folder, "spread.db"), encoder=encoder) as corpus:
            reading = {"max_bytes": 1 << 20}
            place = str(Path(folder, "spread.db"))
            added = add_spread(
                corpus, [str(reports)], place=place, reading=reading, on_input=lambda: arrived.append(1)
            )
            spread = "".join(dump_lines(corpus))
        answer["seconds"] = round(time.monotonic() - begun, 1)
        with open_corpus(Path(folder, "local.db"), encoder=encoder) as corpus:
            begun = time.monotonic()
            alone = corpus.add(read_articles(reports))
            answer["seconds_local"] = round(time.monotonic() - begun, 1)
            local = "".join(dump_lines(corpus))
    losing.join()
    answer["nodes_left"] = nodes_left(ray)
    answer |= {"equal": spread == local, "new": len(added.new), "same_added": added == alone}
    ray.shutdown()
    cluster.shutdown()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
