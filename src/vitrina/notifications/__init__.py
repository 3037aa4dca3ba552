"""What people are told: mails, the notices of their inbox, and what of them is pushed to closed browsers.

Owns the schema `notifications` (mails, notices, readers, silenced, push_devices, push_settings, pushes).
Promises that each fact is told once to whom it concerns, in their language; that a mail or a push is tried
until it is sent, or its time is over, or a server says that it never will be; that nothing is pushed to who
signed out, nor at hours she wants to be quiet; and that no one-time code and no signed link rests in the
database. Never decides anything: it observes, and nobody calls it.
Of people it keeps ids alone: names and words are looked up when a notice is read.

Words: facts are what a mail or notice tells, kept as data; a letter is a mail written out in a language; a
push is a notice on its way to a device, a browser that takes them while Vitrina is closed.
"""
