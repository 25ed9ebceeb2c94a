"""HTML: templates that escape by default, and foreign text made fit to be shown."""
