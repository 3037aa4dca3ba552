"""Files of people: resumable uploads, pictures, and the folders of playable clips.

Owns the schema `media` (uploads, files), the spool of unfinished uploads and the file storage. Promises that
what is served was written by our own encoders with its metadata stripped and never changes, that no person
keeps more than the quota, and that an upload continues where it stopped. Never knows who a person is or what
a clip sells, and keeps nothing private in storage: whoever has the address of a file may read it. An upload
is private, and goes when whoever claimed it lets it go.

Words: a rung is one size of a clip, a ladder all of them; a step adds rungs to a clip that plays already.
"""
