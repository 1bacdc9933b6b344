"""Documents as blocks and tables, rendered to PDF bytes in memory."""
