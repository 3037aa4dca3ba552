"""Notices that reach a person while Vitrina is closed: pushed to the browsers that she chose.

Words: a device is a browser that takes pushes; its service is the one of its maker, which carries them; a
subject is a group of kinds with one switch; quiet hours are those in which pushes wait, to come as one.
"""
