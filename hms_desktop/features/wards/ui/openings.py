"""Ways into the dialogs that need to ask something first: who the doctors are, or what was written before."""

from __future__ import annotations

from uuid import UUID

from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors
from hms_desktop.features.wards.domain import AdmissionRow, AdmissionState, SummaryRow
from hms_desktop.features.wards.service import AdmissionsOf
from hms_desktop.features.wards.summaries import SummaryOf
from hms_desktop.features.wards.ui.stay_dialogs import AdmitDialog, Coming
from hms_desktop.features.wards.ui.summary_dialog import SignedDialog, SummaryDialog, print_summary
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.somebody import Somebody
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace


def admit(place: Workplace) -> None:
    """Whoever the page in front is about, into a bed."""
    _admit(place, place.whose(), "")


def admit_to(place: Workplace, bed: str) -> None:
    """Somebody into this bed."""
    _admit(place, None, bed)


def resume_admit(place: Workplace, parked: Parked) -> None:
    """Goes on with an admission that was begun."""
    place.ask(place, Doctors(), lambda rows: place.offer(AdmitDialog(place, Coming(rows), parked)))


def summary_of(place: Workplace, patient: UUID, parked: Parked | None = None) -> None:
    """What is written of the patient's last stay."""
    place.ask(place, AdmissionsOf(patient=patient), lambda rows: _summary(place, rows, parked))


def summary_here(place: Workplace) -> None:
    """The same of whoever the page in front is about."""
    who = place.whose()
    if who is not None:
        summary_of(place, who.uid)


def resume_summary(place: Workplace, parked: Parked) -> None:
    """Goes on with a summary that was begun; what it was begun over is read again first."""
    if parked.subject is not None:
        summary_of(place, parked.subject, parked)


def _admit(place: Workplace, who: Somebody | None, bed: str) -> None:
    def offer(doctors: tuple[DoctorRow, ...]) -> None:
        place.offer(AdmitDialog(place, Coming(doctors, who, bed)))

    place.ask(place, Doctors(), offer)


def _summary(place: Workplace, rows: tuple[AdmissionRow, ...], parked: Parked | None) -> None:
    row = next((one for one in rows if one.state is not AdmissionState.CANCELLED), None)
    if row is None:
        place.say(tr("This patient has not stayed here"))
        return

    def offer(summary: SummaryRow) -> None:
        if not place.may("ward.summary"):
            _show(place, summary)
        elif summary.signed_at is not None:
            place.offer(SignedDialog(place, row, summary))
        else:
            place.offer(SummaryDialog(place, row, summary, parked))

    place.ask(place, SummaryOf(admission=row.uid), offer)


def _show(place: Workplace, summary: SummaryRow) -> None:
    """Who does not write it may read it on paper."""
    if summary.version:
        print_summary(place, summary)
    else:
        place.say(tr("No summary is written yet"))
