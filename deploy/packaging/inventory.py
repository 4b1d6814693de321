"""What is linked into the program: Swift packages, what they carry in them, and Swift's runtime.

The list of objects that the linker got tells which modules are in; the folders of the checkouts
tell whose they are; Package.resolved tells the version. So a package that is only fetched does not
count, and one that is linked and unknown is an error.
"""
import dataclasses
import json
import pathlib
import re
import shutil
import subprocess

APACHE = "Apache-2.0"
SWIFT = "Apache-2.0 WITH Swift-exception"
# Modules whose folder has another name.
ELSEWHERE = {"SystemPackage": "swift-system"}
OURS_ELSEWHERE = {"Schema"}
# What packages carry within them: module, name, licence, where its licence stands, its holder.
CARRIED = {
    "CNIOLLHTTP": ("llhttp", "MIT", "LICENSE", "2018 Fedor Indutny"),
    "CNIOSHA1": ("KAME SHA-1", "BSD-3-Clause", "c_nio_sha1.c", "1995-1998 WIDE Project"),
    "CXKCP": ("XKCP", "CC0-1.0", None, "none: waived by the Keccak Team"),
    "CCryptoBoringSSL": ("BoringSSL", APACHE, None,
                         "The BoringSSL Authors and The OpenSSL Project Authors"),
}


class Incomplete(Exception):
    """The list cannot be made; says what is missing."""


@dataclasses.dataclass
class Part:
    """One thing that is linked in."""
    name: str
    version: str
    licence: str
    url: str
    revision: str = ""
    holder: str = ""
    within: str = ""
    # Texts that its licence demands to be passed on.
    licence_text: str = ""
    notice: str = ""


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace") if path and path.is_file() else ""


def modules(build, product):
    """The modules whose objects the linker got."""
    lists = sorted(build.glob(f"*/release/{product}.product/Objects.LinkFileList"))
    if not lists:
        raise Incomplete(f"{build} has no release build of {product}")
    names = re.findall(r"/([^/\n]+)\.build/", text_of(lists[0]))
    if not names:
        raise Incomplete(f"{lists[0]} names no objects")
    return sorted(set(names))


def owner(build, sources, module):
    """The package of a module; None if it is our own."""
    if module in OURS_ELSEWHERE or (sources / module).is_dir():
        return None
    if module in ELSEWHERE:
        return ELSEWHERE[module]
    target = re.compile(rf'arget\(\s*name:\s*"{re.escape(module)}"')
    found = [checkout.name for checkout in sorted((build / "checkouts").iterdir())
             if (checkout / "Sources" / module).is_dir()]
    if len(found) > 1:
        # A folder is left over in one of them; the manifest tells whose it is.
        found = [name for name in found
                 if target.search(text_of(build / "checkouts" / name / "Package.swift"))]
    if len(found) != 1:
        raise Incomplete(f"{len(found)} checkouts in {build} have the module {module}")
    return found[0]


def package(build, pin):
    """A linked package, from its checkout and its pin."""
    checkout = build / "checkouts" / pathlib.Path(pin["location"]).stem
    licence = text_of(checkout / "LICENSE.txt")
    if "Apache License" not in licence:
        raise Incomplete(f"{pin['identity']} has a licence that nobody has looked at yet")
    notice = text_of(checkout / "NOTICE.txt")
    held = re.search(r"Copyright (?:\(c\) )?([0-9][^\n]*)", notice)
    return Part(
        name=pin["identity"], version=pin["state"].get("version", pin["state"]["revision"]),
        licence=SWIFT if "Runtime Library Exception" in licence else APACHE,
        url=pin["location"], revision=pin["state"]["revision"], notice=notice,
        holder=held.group(1) if held else "Apple Inc. and the project's authors")


def carried(build, module, parent):
    name, licence, file, holder = CARRIED[module]
    folder = build / "checkouts" / parent.name / "Sources" / module
    text = text_of(folder / file) if file else ""
    if file and file.endswith(".c"):
        text = re.search(r"/\*-\n(.*?)\*/", text, re.S).group(1).replace(" * ", "")
    if file and not text:
        raise Incomplete(f"{folder / file} does not tell its licence")
    revision = re.search(r"revision ([0-9a-f]{40})", text_of(folder / "hash.txt"))
    return Part(
        name=name, version=revision.group(1) if revision else f"as in {parent.name}",
        licence=licence, url=parent.url, holder=holder, within=parent.name,
        licence_text=text, revision=revision.group(1) if revision else "")


def runtime(swift, program):
    """Swift's runtime with Dispatch and Foundation, and ICU if the program has it."""
    swift = shutil.which(swift)
    if swift is None:
        raise Incomplete("there is no swift, whose runtime is linked in")
    said = subprocess.run([swift, "--version"], capture_output=True, text=True, check=True,
                          timeout=60).stdout
    version = re.search(r"Swift version (\S+)", said).group(1)
    home = pathlib.Path(swift).resolve().parent.parent
    licence = text_of(home / "share/swift/LICENSE.txt")
    exception = licence[licence.find("## Runtime Library Exception"):]
    parts = [
        Part(name="swift-runtime", version=version, licence=SWIFT,
             url="https://github.com/swiftlang/swift", licence_text=exception,
             holder="Apple Inc. and the Swift project authors"),
    ]
    # The tables of Foundation's languages; FoundationEssentials is linked without them.
    if b"icudt" in program.read_bytes():
        here = pathlib.Path(__file__).resolve().parent
        parts.append(Part(
            name="swift-foundation-icu", version=version, licence="Unicode-3.0",
            url="https://github.com/swiftlang/swift-foundation-icu", within="swift-runtime",
            licence_text=text_of(here / "licences/Unicode-3.0"),
            holder="2016 and later Unicode, Inc. and others"))
    return parts


def linked(build, repository, product="paminn", swift="swift"):
    """All parts, our own code left out, in the order of their names.

    build        the folder .build of the build
    repository   where Sources and Package.resolved are
    """
    build, repository = pathlib.Path(build).resolve(), pathlib.Path(repository)
    # A build that lies in another clone has that clone's modules.
    if (build.parent / "Sources").is_dir():
        repository = build.parent
    resolved = build.parent / "Package.resolved"
    if not resolved.is_file():
        resolved = repository / "Package.resolved"
    if not resolved.is_file():
        raise Incomplete(f"there is no {resolved}")
    pins = {pathlib.Path(pin["location"]).stem: pin
            for pin in json.loads(text_of(resolved))["pins"]}
    found = {}
    inside = []
    for module in modules(build, product):
        name = owner(build, repository / "Sources", module)
        if name is None:
            continue
        if name not in pins:
            raise Incomplete(f"{resolved} has no version of {name}")
        found.setdefault(name, package(build, pins[name]))
        if module in CARRIED:
            inside.append(carried(build, module, found[name]))
    program = next(iter(build.glob(f"*/release/{product}")), None)
    if program is None:
        raise Incomplete(f"{build} has no release of {product}")
    parts = list(found.values()) + inside + runtime(swift, program)
    return sorted(parts, key=lambda part: part.name.lower())


def build_folder(binary):
    """The folder .build that a binary was made in: .build/TRIPLE/release/paminn."""
    folder = pathlib.Path(binary).resolve().parent.parent.parent
    if not (folder / "checkouts").is_dir():
        raise Incomplete(f"{binary} does not lie in the build that made it")
    return folder
