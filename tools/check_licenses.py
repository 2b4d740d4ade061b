"""Fail where a distribution that specola installs is under anything but a permissive license.

What is looked at: the requirements of `specola` itself and of its extras, followed through the
installed metadata. Tools of the workshop (linters, test and documentation software) are not shipped
and not looked at.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PERMISSIVE = frozenset(
    [
        "0BSD",
        "Apache-2.0",
        "Apache-2.0-WITH-LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    ]
)

# What older metadata call these: a classifier's last part, or a free license field.
SPELLINGS = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "isc license": "ISC",
    "mit license": "MIT",
    "python software foundation license": "PSF-2.0",
}

# Not permissive, allowed by name, each with its reason.
EXCEPTIONS = {
    "certifi": "MPL-2.0: the list of certificate authorities, a data file passed on unchanged",
}


def stated_licenses(found: Distribution) -> list[str]:
    """Return the SPDX names a distribution states, or its own words where they are not SPDX."""
    meta = found.metadata
    expression = next(iter(meta.get_all("License-Expression") or []), "")
    if expression:
        joined = expression.replace(" WITH ", "-WITH-").replace("(", " ").replace(")", " ")
        return [part.strip() for part in re.split(r"\s+(?:AND|OR)\s+", joined)]
    classifiers = [
        line.split("::")[-1].strip()
        for line in meta.get_all("Classifier") or []
        if line.startswith("License ::") and line != "License :: OSI Approved"
    ]
    words = classifiers or [
        next(iter(meta.get_all("License") or []), "no license stated").strip().split("\n")[0]
    ]
    return [SPELLINGS.get(word.lower(), word) for word in words]


def shipped(root: str) -> Iterator[Distribution]:
    """Yield what `root` and its extras install on this machine, itself left out."""
    start = distribution(root)
    extras = start.metadata.get_all("Provides-Extra") or []
    waiting = [(canonicalize_name(root), frozenset(["", *extras]))]
    seen = set(waiting)
    yielded = {canonicalize_name(root)}
    while waiting:
        name, wanted = waiting.pop()
        try:
            found = distribution(name)
        except PackageNotFoundError:
            sys.exit(f"error: {name} is required but not installed: run 'make setup'")
        if name not in yielded:
            yielded.add(name)
            yield found
        for line in found.requires or []:
            need = Requirement(line)
            if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in wanted):
                continue
            following = (canonicalize_name(need.name), frozenset(["", *need.extras]))
            if following not in seen:
                seen.add(following)
                waiting.append(following)


def main() -> None:
    """Print one line a refusal and exit 1, or say how many were checked."""
    count = 0
    refused = []
    for found in shipped("specola"):
        count += 1
        stated = stated_licenses(found)
        foreign = [name for name in stated if name not in PERMISSIVE]
        if foreign and canonicalize_name(found.name) not in EXCEPTIONS:
            refused.append(
                f"{found.name} {found.version}: {', '.join(stated)}, expected a permissive license"
            )
    for line in sorted(refused):
        print(line)
    if refused:
        sys.exit(1)
    print(f"{count} shipped distributions, all permissive or excepted by name ({', '.join(EXCEPTIONS)})")


if __name__ == "__main__":
    main()
