"""The checks of a verification, one module for each thing that can be asked."""
