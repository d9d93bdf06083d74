// What the calls of this module take and give, so that it is the only one to import. `@_exported` is the one
// way that the language has; without it a `Dataset` could not be made without importing the reader of its table.
@_exported public import CrossEntropy
@_exported public import CrossEntropyEvaluation
@_exported public import CrossEntropyFiles
