"""HMS Desktop: a clinic's workstation. The rooms are described in README, «The house»."""

__version__ = "0.5.0"
