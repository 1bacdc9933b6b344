"""The screens of insight: one page with its instruments, and the page that watches over the models."""
