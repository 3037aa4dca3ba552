"""What a browser or a crawler gets before the web app runs: HTML of every web route, and the web files.

Owns no schema. Promises that each page carries its own head (title, link preview, JSON-LD), plain content for
readers without JavaScript, and the first data of the app; that nothing a person typed can become markup; that
drafts and hidden things never appear; and that only scripts of the built web app run.
Never writes, and never decides what a feed, a price or a count is: it asks the modules that do.
Words: head, shell (plain content under the app), boot (data for the app), web (the built web app).
"""
