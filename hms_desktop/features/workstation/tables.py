"""The workstation's tables are the store's own; this module only makes them known under the feature's name."""

from hms_desktop.data.tables import Blob, Draft, Outcome, StoredSetting

__all__ = ["Blob", "Draft", "Outcome", "StoredSetting"]
