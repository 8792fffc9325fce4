"""Pictures of the register: pure functions compute where things stand, templates draw them.

Positions along a chart are percentages, heights are pixels: one drawing then fits a phone, a desk
and a file, with letters of the same size in each. Colours and fonts stand in the drawing as
attributes, for the file; on a page the site's style sheet has precedence over them. The line
through time is the exception: its labels must not meet, so it has pixels both ways and is scaled.
"""
