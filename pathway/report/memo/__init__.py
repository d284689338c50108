"""Every answer as a memo in Markdown: the headline first, then tables under headers in words.

Each module here tells the answer of one command; `parts` is what they are put together from.
"""
