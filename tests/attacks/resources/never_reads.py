# Attack: closes its standard input unread, and answers.
# Must get: wrong_answer
# Problem: mirror-lines
import os

os.close(0)
print("guess")
