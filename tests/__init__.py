"""The tests; each is named by the sentence it proves."""
