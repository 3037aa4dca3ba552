"""What people are told: mails, and the notices of their inbox.

Owns the schema `notifications` (mails, notices, readers, silenced). Promises that each fact is told once to
whom it concerns, in their language; that a mail is tried until it is sent, or its time is over, or a server
says that it never will be; and that no one-time code and no signed link rests in the database. Never decides
anything: it observes, and nobody calls it.
Of people it keeps ids alone: names and words are looked up when a notice is read.

Words: facts are what a mail or notice tells, kept as data; a letter is a mail written out in a language.
"""
