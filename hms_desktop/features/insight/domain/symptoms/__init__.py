"""Free text to findings: what a person wrote of a complaint, as answers to the questions of the diagnosis interview."""
