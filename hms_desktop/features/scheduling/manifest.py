"""Appointments and the queue as data: who may book, who may move the queue, and the day's pages."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature, PageSpec
from hms_desktop.kernel.settings import Scope, Setting, within

WAIT_TARGET = Setting(
    "queue.minutes", int, 20, Scope.CLINIC, "Minutes that somebody should wait at the most", problem=within(1, 480)
)

_SEE = ("schedule.see", "schedule.fits")
_DESK = (*_SEE, "schedule.book", "queue.move")
_MANAGE = (*_DESK, "schedule.overbook", "schedule.export")

FEATURE = Feature(
    name="scheduling",
    title="Appointments",
    permissions={
        "schedule.see": "See appointments and the queue",
        "schedule.book": "Book, move and cancel appointments",
        "schedule.overbook": "Book two at once with one doctor",
        "schedule.export": "Make calendar files",
        "schedule.remind": "Find appointments that somebody is reminded of",
        "schedule.learn": "Have no-shows learnt from the clinic's own appointments",
        "schedule.fits": "See how well no-shows are foretold",
        "queue.move": "Check patients in and move the queue",
    },
    roles={
        Role.RECEPTIONIST: (*_MANAGE,),
        Role.NURSE: _DESK,
        Role.DOCTOR: (*_DESK, "schedule.overbook", "schedule.export"),
        Role.LAB: _SEE,
        Role.PHARMACIST: _SEE,
        Role.CASHIER: _SEE,
        Role.MANAGER: (*_MANAGE, "schedule.learn"),
        Role.PRIVACY_OFFICER: _SEE,
        Role.ADMINISTRATOR: ("schedule.learn", "schedule.fits"),
        Role.PROGRAM: ("schedule.remind",),
    },
    tables="tables",
    handlers="service series calendar queue board waiting learning",
    demo="demo.fill:fill",
    settings=(WAIT_TARGET,),
    pages=(
        PageSpec(
            "today",
            "Today",
            "ui.today_page:TodayPage",
            "schedule.see",
            "list-check",
            "Ctrl+1",
            10,
            home_of=(Role.RECEPTIONIST, Role.NURSE, Role.DOCTOR, Role.CASHIER, Role.MANAGER),
        ),
        PageSpec("doctor", "Patients of a doctor", "ui.patients_of_page:PatientsOfDoctorPage", "schedule.see", "users"),
        PageSpec("calendar", "Calendar", "ui.calendar_page:CalendarPage", "schedule.see", "calendar", "Ctrl+2", 20),
    ),
    actions="ui.actions",
    papers={"slip": "Appointment slip", "token": "Token"},
    needs=("waiting:DayNeeds",),
    timeline=("calendar:AppointmentLines", "queue:VisitLines"),
    entities={
        "appointment": "Appointment",
        "visit": "Visit",
        "waiting": "Waiting for a time",
        "no_show_fit": "What no-shows taught",
    },
)
