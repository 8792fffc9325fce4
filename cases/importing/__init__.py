"""From an editor's file to drafts in the register, and back.

`reading` makes tables of text of a file, with `plain_text` and `workbooks`, or says in a sentence
why not. `columns` says what may stand in them. `organisations`, `editions` and `figures` know
what a row of each sheet wants: they check and write it, with `known` to look up what it names and
`filling` to ask the models. `work` takes a batch through all this a slice at a time.
"""
