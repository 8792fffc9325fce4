"""From a file of an editor to drafts in the register, and back.

reading     bytes become tables of text, or a sentence says why not
columns     what the three sheets' columns are called and mean
known       what the register and the file have already, by the names a row may use
organisations, editions, figures
            what a row of each sheet wants: checked, and written
work        a batch's way: checked and imported in slices, undone as one
"""
