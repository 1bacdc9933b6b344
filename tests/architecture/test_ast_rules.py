"""The rules of README's «The house» over every module, and for each rule plants that it has to find."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

import pytest

from tests.architecture import acts, reach, shape
from tests.architecture.findings import Rule, around_the_house, house

INSIDE: Final[tuple[Rule, ...]] = (
    reach.qt_only_in_ui,
    reach.ui_sees_no_store,
    reach.only_ui_imports_ui,
    reach.features_meet_by_messages,
    reach.features_have_the_same_files,
    reach.domain_is_pure,
    reach.no_star_imports,
    acts.commits_only_in_unit_of_work,
    acts.no_exec,
    acts.no_process_events,
    acts.prints_only_at_the_command_line,
    acts.no_module_state,
    acts.no_offset,
    acts.time_comes_from_the_clock,
    shape.small_files,
    shape.small_functions,
    shape.names_that_say_something,
    shape.docstrings,
    shape.nothing_unfinished,
)
AROUND: Final[tuple[Rule, ...]] = (
    reach.no_star_imports,
    shape.small_files,
    shape.small_functions,
    shape.names_that_say_something,
)

LONG_FUNCTION: Final = "def f():\n" + "    pass\n" * 40
DOMAIN: Final = "features/patients/domain.py"

PLANTS: Final[tuple[tuple[Rule, str, str], ...]] = (
    (reach.qt_only_in_ui, "printing/qt.py", "from PySide6.QtGui import QPainter"),
    (reach.qt_only_in_ui, "features/patients/service.py", "def f():\n    import PySide6"),
    (reach.qt_only_in_ui, "kernel/late.py", "import_module('PySide6.QtCore')"),
    (reach.ui_sees_no_store, "ui/app.py", "from sqlalchemy import select"),
    (reach.ui_sees_no_store, "ui/app.py", "from hms_desktop import data"),
    (reach.ui_sees_no_store, "features/patients/ui/list.py", "from ..store import patients_of"),
    (reach.ui_sees_no_store, "features/patients/ui/list.py", "from hms_desktop.features.patients import tables"),
    (reach.only_ui_imports_ui, "features/patients/service.py", "from hms_desktop.ui import jobs"),
    (reach.only_ui_imports_ui, "features/patients/service.py", "from .ui.list import PatientList"),
    (
        reach.features_meet_by_messages,
        "features/billing/store.py",
        "from hms_desktop.features.patients.tables import Patient",
    ),
    (
        reach.features_meet_by_messages,
        "features/billing/service.py",
        "from hms_desktop.features.patients import service",
    ),
    (reach.features_meet_by_messages, "features/billing/service.py", "import hms_desktop.features.patients.service"),
    (reach.features_meet_by_messages, "features/billing/service.py", "from ..patients.service import register"),
    (reach.features_meet_by_messages, "features/billing/service.py", "from ..patients.service import *"),
    (reach.features_have_the_same_files, "features/patients/queries.py", ""),
    (reach.features_have_the_same_files, "features/patients/loader.py", ""),
    (reach.features_have_the_same_files, "features/patients/store/rows.py", ""),
    (reach.features_have_the_same_files, "features/patients/__init__.py", '"""Why."""\nimport os'),
    (reach.domain_is_pure, DOMAIN, "from sqlalchemy import select"),
    (reach.domain_is_pure, DOMAIN, "import os.path"),
    (reach.domain_is_pure, DOMAIN, "from hms_desktop.features.patients.store import patients_of"),
    (reach.domain_is_pure, "features/knowledge/domain/doses.py", "import os"),
    (reach.no_star_imports, "data/engine.py", "from sqlalchemy import *"),
    (acts.commits_only_in_unit_of_work, "data/engine.py", "connection.commit()"),
    (acts.commits_only_in_unit_of_work, "data/backup.py", "connection.commit()"),
    (acts.commits_only_in_unit_of_work, "data/engine.py", "connection.execute('  commit ; ')"),
    (acts.commits_only_in_unit_of_work, "data/engine.py", "run(f'DELETE FROM {table}; COMMIT')"),
    (acts.commits_only_in_unit_of_work, "data/engine.py", "connection.executescript(text)"),
    (acts.commits_only_in_unit_of_work, "data/engine.py", "with engine.begin() as c:\n    pass"),
    (acts.no_exec, "ui/app.py", "dialog.exec()"),
    (acts.no_exec, "ui/home.py", "app.exec()"),
    (acts.no_exec, "ui/app.py", "QTimer.singleShot(0, menu.exec_)"),
    (acts.no_exec, "kernel/text.py", "eval('1')"),
    (acts.no_exec, "kernel/text.py", "exec('a = 1')"),
    (acts.no_process_events, "ui/app.py", "QApplication.processEvents()"),
    (acts.prints_only_at_the_command_line, "ui/app.py", "print('here')"),
    (acts.prints_only_at_the_command_line, "ui/app.py", "tell = print"),
    (acts.no_module_state, "kernel/bus.py", "def f():\n    global seen\n    seen = 1"),
    (acts.no_module_state, "kernel/bus.py", "seen = []"),
    (acts.no_module_state, "kernel/bus.py", "seen: dict[str, int] = {}"),
    (acts.no_module_state, "kernel/bus.py", "seen: Final = dict()"),
    (acts.no_module_state, "kernel/bus.py", "LOCK = threading.Lock()"),
    (acts.no_module_state, "kernel/bus.py", "NAMES: Final = {'a': 1}\ndef f():\n    NAMES['b'] = 2"),
    (acts.no_module_state, "kernel/bus.py", "NAMES: Final = ['a']\ndef f():\n    NAMES.append('b')"),
    (acts.no_offset, "features/patients/store.py", "select(rows).limit(10).offset(20)"),
    (acts.no_offset, "features/patients/store.py", "run('SELECT 1 LIMIT 10 OFFSET 20')"),
    (acts.no_offset, "features/patients/store.py", "run('select 1 limit 10\\n offset 20')"),
    (acts.time_comes_from_the_clock, "features/patients/service.py", "datetime.datetime.now(UTC)"),
    (acts.time_comes_from_the_clock, "features/patients/service.py", "born > date.today()"),
    (shape.small_files, "data/engine.py", "a = 1\n" * 401),
    (shape.small_functions, "data/engine.py", LONG_FUNCTION),
    (shape.small_functions, "data/engine.py", "class A:\n    async " + LONG_FUNCTION.replace("\n", "\n    ").strip()),
    (shape.names_that_say_something, "data/utils.py", ""),
    (shape.names_that_say_something, "data/print_helper.py", ""),
    (shape.names_that_say_something, "common/rows.py", ""),
    (shape.docstrings, "data/engine.py", ""),
    (shape.docstrings, "data/engine.py", '"""Why."""\nclass Engine:\n    a = 1'),
    (shape.docstrings, "data/engine.py", '"""Why."""\ndef make():\n    return 1'),
    (shape.nothing_unfinished, "data/engine.py", "a = 1  # TODO: two"),
)

FINE: Final[tuple[tuple[Rule, str, str], ...]] = (
    (reach.qt_only_in_ui, "features/patients/ui/list.py", "from PySide6.QtWidgets import QWidget"),
    (reach.qt_only_in_ui, "kernel/text.py", '"""PySide6 is not known here."""'),
    (reach.ui_sees_no_store, "ui/app.py", "from hms_desktop.features.patients.service import PatientList"),
    (reach.only_ui_imports_ui, "features/patients/ui/list.py", "from hms_desktop.ui.dialogs import CommandDialog"),
    (reach.only_ui_imports_ui, "__main__.py", "from hms_desktop.ui.app import App"),
    (reach.features_meet_by_messages, "features/billing/service.py", "from ..patients.service import PatientBanner"),
    (reach.features_meet_by_messages, "features/patients/service.py", "from .store import patients_of"),
    (reach.features_meet_by_messages, "features/patients/service.py", "from hms_desktop.features import NAMES"),
    (reach.features_have_the_same_files, "features/patients/ui/panels/list.py", ""),
    (reach.features_have_the_same_files, "features/knowledge/loader.py", ""),
    (reach.features_have_the_same_files, "features/knowledge/domain/growth/who.py", ""),
    (reach.features_have_the_same_files, "features/__init__.py", "NAMES = ()\n"),
    (reach.domain_is_pure, DOMAIN, "from datetime import date\nfrom hms_desktop.kernel.money import Money"),
    (acts.commits_only_in_unit_of_work, "data/unit_of_work.py", "connection.commit()"),
    (acts.commits_only_in_unit_of_work, "data/backup.py", "run('COMMIT')"),
    (acts.commits_only_in_unit_of_work, "data/engine.py", "def f():\n    'COMMIT'\nverb = 'commit to it'"),
    (acts.no_exec, "ui/app.py", "dialog.open()\nconnection.execute('')"),
    (acts.no_exec, "ui/app.py", "status = app.exec()"),
    (acts.prints_only_at_the_command_line, "__main__.py", "print('here')"),
    (
        acts.no_module_state,
        "kernel/bus.py",
        "__all__ = ['a']\nNAMES: Final = {'a': 1}\nseen = ()\ndef f():\n    seen = []\n    seen.append(1)",
    ),
    (acts.no_offset, "features/patients/store.py", "zone = moment.utcoffset()\nword = 'offset'"),
    (acts.time_comes_from_the_clock, "features/patients/service.py", "work.clock.now()"),
    (acts.time_comes_from_the_clock, "kernel/clock.py", "datetime.now(UTC)"),
    (shape.small_functions, "data/engine.py", LONG_FUNCTION.removesuffix("    pass\n")),
    (shape.names_that_say_something, "data/uncommon.py", ""),
    (
        shape.docstrings,
        "data/engine.py",
        '"""Why."""\ndef _make(): pass\n@handles(A, permission="")\ndef g(a): pass\n@overload\ndef f(a): ...',
    ),
)


@pytest.mark.parametrize("rule", INSIDE, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    found = [str(finding) for path, source in house() for finding in rule(path, source)]
    assert not found, "\n".join([rule.__doc__ or "", *found])


@pytest.mark.parametrize("rule", AROUND, ids=lambda rule: rule.__name__)
def test_tests_and_installer_keep_theirs(rule: Rule) -> None:
    found = [str(finding) for path, source in around_the_house() for finding in rule(path, source)]
    assert not found, "\n".join([rule.__doc__ or "", *found])


@pytest.mark.parametrize(("rule", "path", "source"), PLANTS)
def test_a_plant_is_found(rule: Rule, path: str, source: str) -> None:
    assert rule(PurePosixPath(path), source)


@pytest.mark.parametrize(("rule", "path", "source"), FINE)
def test_what_is_allowed_is_let_alone(rule: Rule, path: str, source: str) -> None:
    assert not rule(PurePosixPath(path), source)


def test_every_rule_has_a_plant() -> None:
    assert {rule for rule, _, _ in PLANTS} == {*INSIDE, *AROUND}


def test_there_is_something_to_look_at() -> None:
    assert {"kernel/bus.py", "ui/__init__.py"} <= {path.as_posix() for path, _ in house()}
    assert {"installer/start.py", "tests/conftest.py"} <= {path.as_posix() for path, _ in around_the_house()}
