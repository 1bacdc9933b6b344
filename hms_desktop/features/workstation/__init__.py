"""What every workstation has whatever its clinic does: settings, drafts, attachments, the journal to read."""
