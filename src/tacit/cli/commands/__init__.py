"""One module for each command of `tacit`, loaded when it is called."""
