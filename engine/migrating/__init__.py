"""An instance onto another version of its process: assess, rehearse, do, undo."""
