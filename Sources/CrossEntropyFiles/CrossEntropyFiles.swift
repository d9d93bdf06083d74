// CrossEntropyFiles
