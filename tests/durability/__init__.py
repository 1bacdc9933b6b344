"""Proofs that what was acknowledged outlives a kill, a full disk, a flipped bit and an older copy of the file."""
