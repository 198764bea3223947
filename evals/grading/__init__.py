"""Grades by readers: does an answer's opening answer exactly the question that was asked?"""
