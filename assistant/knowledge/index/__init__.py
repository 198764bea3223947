"""The index: built beside, checked, swapped and lent to readers."""
