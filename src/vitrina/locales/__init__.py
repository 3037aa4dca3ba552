"""Catalogues of words: `server/` for mails, refusals and previews; beside it the web app's."""
