internal import CrossEntropyFiles
package import CrossEntropyWorkflows

extension English {
  package func sentence(_ remedy: WorkflowError.Remedy) -> String {
    switch remedy {
    case .set(.ignore, nil): "leave columns out with \(settings(.ignore))"
    case .set(.normalize, nil): "divide them by their sum with \(settings(.normalize))"
    case .set(.distribution, nil):
      "name the columns of probabilities with \(settings(.distribution))"
    case .set(.truth, nil): "name the file of the truths with \(settings(.truth))"
    case .set(.column, nil): "name a column of classes with \(settings(.column))"
    case .set(.classWeights, nil): "give them with \(settings(.classWeights))"
    case .set(.outputUnit, "sigmoid"?):
      "if each output is a yes or no of its own, add \(settings(.outputUnit)) sigmoid"
    case .set(let setting, nil) where setting == .encoding || setting == .testEncoding:
      "name the right encoding with \(settings(setting))"
    case .set(.keep, nil): "name what is no id with \(settings(.keep))"
    case .set(.areClasses, nil): "give \(settings(.areClasses)) if they are classes"
    case .set(.mergeRare, let rows?):
      "merge classes of fewer rows into one with \(settings(.mergeRare)) \(rows)"
    case .set(.resume, nil): "go on with it by \(settings(.resume))"
    case .set(let setting, nil) where [.penalties, .l1Penalties].contains(setting):
      "fix the penalty with \(settings(setting))"
    case .set(.stepSizes, nil): "fix the step size with \(settings(.stepSizes))"
    case .raise(.timeLimit, let seconds):
      "give \(settings(.timeLimit)) more than \(time(roundedUp(seconds)))"
    case .set(let setting, let value): "use \(settings(setting))" + (value.map { " \($0)" } ?? "")
    case .leaveOut(let setting): "leave \(settings(setting)) out"
    case .lower(.model): "use fewer or narrower layers in \(settings(.model))"
    case .lower(.losses): "compare fewer \(settings(.losses))"
    case .lower(let setting): "use a lower \(settings(setting))"
    case .raise(let setting, let value):
      "give \(settings(setting)) a value above \(shortNumber(value))"
    case .nameAnother(.checkpoint): "name another directory with \(settings(.checkpoint))"
    case .nameAnother(let setting): "name another column with \(settings(setting))"
    case .nameClasses(let setting):
      "it looks like an id or a quantity, name a column of classes with \(settings(setting))"
    case .nameFilledTogether: "name columns that are filled in the same rows"
    case .printAllLabels: "have all labels printed by 'fasttext predict-prob MODEL FILE -1'"
    case .transpose: "transpose the array, whose rows look like columns"
    case .nameAlone: "give this one by itself"
    case .nameFileInside: "name a file inside it"
    case .correct(let what): sentence(what)
    case .divide(let sum):
      "the rows sum to \(board(sum)), or nearly: divide each by its sum with \(settings(.normalize))"
    case .multiply(let factor, let setting):
      (factor == -1
        ? "they look like −log p: turn their signs"
        : "they look like logarithms of base \(abs(factor) < 1 ? 2 : 10): multiply them by \(factor)")
        + (setting.map { ", and use \(settings($0))" } ?? "")
    case .dividePercent: "divide percent by 100"
    case .giveAs(.logits): "give logits to explain with \(settings(.logits))"
    case .giveAs(.distribution): "give probabilities with \(settings(.distribution))"
    case .giveAs(.costs):
      "give it a table: the header names the classes that are predicted, the first column the true ones"
    case .giveAs(.column): "for the entropy of a column give \(settings(.column))"
    case .giveAs(.resume):
      "what was finished before stands there: mend that, and go on with \(settings(.resume))"
    case .giveAs(let setting): "use \(settings(setting))"
    case .mask: "give -inf to mask a class"
    case .unmask: "give one of them a number"
    case .onePer(.output): "give one per output"
    case .onePer(.class): "give one per class"
    case .onePer(.row): "give one per row, or one for all"
    case .countFromZero: "count classes from 0"
    case .writeZero: "write 0 where an outcome is impossible"
    case .refold(let folds, let innerFolds):
      "use \(settings(.folds)) \(folds)"
        + (innerFolds.map { " \(settings(.innerFolds)) \($0)" } ?? "")
    case .weigh(.rowsOfClass): "give them a weight"
    case .weigh(.someRows): "give rows that count a weight above 0"
    case .weigh(.rowLeftOut): "give it weight 0 to leave it out"
    case .weigh(.parts): "divide the weights of all parts by one number that brings them near 1"
    case .cut(.ranges): "cut the column into ranges first"
    case .cut(.classes): "put them into classes first"
    case .swap: "name the model first and the table after it"
    case .nameModel: "name a file that was saved as a model"
    case .update: "update xent"
    case .writeDatesAlike: "write the dates of both tables as 2024-05-06"
    case .writeNumbersAlike: "write the numbers of both tables alike"
    case .useRegression: "this is a task for regression"
    case .check(let what): sentence(what)
    case .tryAgain: "try again when no other program writes to it"
    case .changePermissions: "change its permissions"
    case .save(.utf8): "save it as UTF-8"
    case .save(.csv): "save the table as CSV"
    case .save(.array): "save one array of numbers or texts, with rows and columns"
    case .save(.file): "save it in a file"
    case .save(.namedFile): "save them in a file and name it"
    case .convert(.arff): "replace its lines up to @data by the names of the columns, with commas"
    case .convert(let format):
      if let command = unpacking(format) {
        "unpack it with \(command)"
      } else {
        "make it a table with \(conversion(from: format) ?? "")"
      }
    case .chooseEncoding(let setting): "if one of these is right, name it with \(settings(setting))"
    case .install: "install it"
    case .useLargerDisk:
      "set TMPDIR to a directory on a disk with room for them"
    case .fetchAgain: "copy it again from where it came"
    case .makeAgain: "make it again"
    case .add(let what): sentence(what)
    case .remove(.rowsOfClass): "remove the rows of rare classes"
    case .remove(.rowsWithoutWeight), .remove(.rowsOfNewClass): "remove these rows"
    case .remove(.cells): "remove what is too much"
    case .remove(.target): "leave that target out"
    case .remove(.title): "remove the line if it is a title"
    case .remove(.key): "leave the key out of the rows"
    case .remove(.firstTokens): "leave out the row of a text's first token, which has none"
    case .reduce(.columns): "take fewer columns"
    case .reduce(.table): "take fewer rows or columns, or a machine with more memory"
    case .rename: "rename one"
    case .quote(.close): "close it"
    case .quote(.double): "double the quotes inside a cell"
    case .quote(.cells(let delimiter)):
      "put quotes around a cell that holds \(quoted(CollectionOfOne(delimiter)))"
    case .didYouMean(let name): "did you mean \(quoted(name))?"
    case .oneOf(let names): "choose one of \(names.map { escaped($0) }.joined(separator: ", "))"
    case .oneOfClasses(let names): "the classes are \(listed(first: 8, of: names))"
    case .oneOfColumns(let names): "the columns are \(listed(first: 8, of: names))"
    }
  }

  private func sentence(_ what: WorkflowError.Remedy.Corrected) -> String {
    switch what {
    case .numbers: "correct them"
    case .path, .weight: "correct it"
    case .cell: "correct the cell or leave it empty"
    case .classes: "write the classes alike in both tables"
    case .weights: "weights must be numbers, 0 or more"
    case .line: "correct the line"
    case .row: "correct this row, which is not as the others are"
    case .object: "write each row as an object on a line of its own"
    case .null: "write null where a value is missing"
    case .labels: "give every row one label"
    case .part: "make it as the others were"
    case .logarithms: "if they are probabilities, give their natural logarithms"
    case .signs: "if they are losses −log p, turn their signs"
    }
  }

  private func sentence(_ what: WorkflowError.Remedy.Checked) -> String {
    switch what {
    case .path: "check the path"
    case .connection: "check the disk or the connection, and try again"
    case .isText: "this is not a text file, or a damaged one"
    case .delimiter: "check the delimiter"
    case .delimiterAndLineEnds: "check the delimiter and the line ends"
    case .lineEndsAndQuotes: "check the line ends and quotes"
    }
  }

  private func sentence(_ what: WorkflowError.Remedy.Added) -> String {
    switch what {
    case .header: "it needs a header and at least one row"
    case .row: "add at least one"
    case .rows: "more rows are needed"
    case .cells: "complete the row"
    case .cell: "fill it"
    case .column: "add it"
    case .columns: "add them"
    case .name: "give the column a name"
    case .headerLine: "this line was read as the header: put the names of the columns above it"
    case .names: "name every column"
    case .group: "every row needs one"
    case .costs: "add what it costs where another class is true, and another where it is"
    case .class: "a classifier needs two or more"
    case .feature: "add a feature column"
    }
  }

  package func either(_ remedies: [String]) -> String { remedies.joined(separator: ", or ") }
}
