"""Clinical calculators: each says its version and source, asks typed inputs and refuses what lies outside of them."""
