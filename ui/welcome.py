"""What whoever is here for the first time needs to know, and no more."""

FIRST_TIME = """<p>You design a system in conversation, and the time is divided into <strong>phases</strong>, from the
requirements to running it. A <strong>template</strong> says which phases there are and how long each is; the one
that is set will do.</p>
<p>In a <strong>mock</strong> interview you hear how it went at the end; in <strong>coach</strong> mode after each
phase, and hints are offered. The <strong>level</strong> is that of the job and decides how much is asked for a
hire. The <strong>examiner</strong> asks and grades: the embedded one is always there, a language model needs
a server or a key.</p>
<p>To begin, choose Coach, press Start, and ask about the goal, the users and the numbers before you design.</p>"""
