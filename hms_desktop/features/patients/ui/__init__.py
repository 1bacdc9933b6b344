"""What people see of patients: the list, the chart, and the dialogs beside them."""
