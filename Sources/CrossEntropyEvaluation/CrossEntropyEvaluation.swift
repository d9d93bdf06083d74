// CrossEntropyEvaluation
