"""Patients: registering, finding, and the record that everything else hangs on."""
