"""The command line of myositis: thin; everything it does is in the library."""
