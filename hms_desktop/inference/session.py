"""One model at work. The runtime is imported when the first model is loaded, never at the program's start.

A model here answers about one person in a millisecond: one thread is enough, and nothing may spin or hoard memory
while a clinic works all day beside it. Only plain optimisations are on: the others compute eight-bit weights in eight
bits throughout, which is no longer what the recipe measured (seen: 0.002 in a probability).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from hms_desktop.kernel.errors import Storage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.generic]]
else:
    Arrays = dict

_ONLY_ERRORS: Final = 3
_CHANGED: Final = "Install the program again; work goes on without this model"


class Session:
    """An ONNX graph with its weights in memory. Several threads may run it at once."""

    def __init__(self, data: bytes, title: str) -> None:
        """Storage when the runtime cannot read these bytes; its own words stay here, they help nobody at a desk."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        options.log_severity_level = _ONLY_ERRORS
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        self._title = title
        session: Any = None
        try:
            session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except Exception:  # whatever the runtime objects to in its own classes, the way on is the same
            session = None
        if session is None:
            raise Storage(
                "The model cannot be loaded", "«{title}» is not as this program knows it", _CHANGED, title=title
            )
        self._session = session
        self._outputs = [output.name for output in session.get_outputs()]

    def run(self, inputs: Mapping[str, Any]) -> Arrays:
        """The outputs by name."""
        found = self._session.run(self._outputs, dict(inputs))
        return dict(zip(self._outputs, found, strict=True))
