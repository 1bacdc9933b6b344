"""What people see of wards."""
