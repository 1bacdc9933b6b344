"""What a person sees. The only room that knows Qt; it never sees a connection or a table, only frozen rows."""
