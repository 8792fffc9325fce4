"""What happened when: launches and milestones of cases in the order of their dates.

Today's are found in the index, those of a day of the past in the database. Only the order of those
of the same day differs.
"""
