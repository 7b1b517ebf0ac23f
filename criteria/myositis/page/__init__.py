"""The offline page: the criteria as data, read by a small script in a browser, in one self-contained HTML file.

What it answers: a physician without Python asks what a patient's findings come to, on a computer that is not on a network.

In goes a choice of criteria sets and a language. Out comes the text of one HTML file that loads nothing: the questions, the
script, the rules of each set as data, and the texts. What is entered stays in the browser.

| module | holds |
|---|---|
| `as_data` | the sets and the steps of reading a record as plain data, for the script |
| `questions` | what is asked: the findings that the sets read, in sections |
| `texts` | the texts of each language |
| `write` | all of it put into one file |
| `script/`, `template.html`, `style.css` | the same rules read in JavaScript, tested against `one_patient` in a browser |

The script knows the kinds of rule and no criteria set. The package may import everything below it. Start with `write`, then
`as_data` and `script/`.
"""
