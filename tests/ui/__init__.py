"""Windows, lanes and the worker process, in Qt's offscreen platform."""
