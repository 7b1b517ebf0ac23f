"""The offline page: the criteria as data, read by a small script in a browser, in one self-contained HTML file."""
