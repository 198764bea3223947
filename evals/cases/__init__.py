"""Cases: what is asked, what a right answer holds, and the other sets of questions."""
