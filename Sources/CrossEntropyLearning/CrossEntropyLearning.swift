// CrossEntropyLearning
