"""Figures: averages, intervals, comparison and the gate over what was scored."""
