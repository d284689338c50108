"""The report that is shown to a board: one page that holds its drawings, its words and its style.

The geometry (`axis`, `flags`, `wide`, `tall`, `ways`, `charts`) knows no law and no language; `figure`
turns a plan into what is drawn, `content` into what is said, and `document` puts the page together.
"""
