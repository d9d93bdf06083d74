internal import CrossEntropyLearning
package import CrossEntropyWorkflows

extension English: ErrorPhrases {
  package func sentence(_ cause: WorkflowError.Cause) -> String {
    switch cause {
    case .empty(let setting): "\(settings(setting)) has an empty name"
    case .testedOnItself: "the table to test on is the one that is trained on"
    case .namedTwice(let name, let first, let second) where first == second:
      "\(settings(first)) names \(quoted(name)) twice"
    case .namedTwice(let name, let first, let second):
      "\(settings(first)) and \(settings(second)) both name \(quoted(name)); a column plays one part"
    case .tooSmall(let setting, let value, let least):
      "\(settings(setting)) must be \(least) or more, got \(value)"
    case .tooGreat(let setting, let value, let most, let cost):
      "\(settings(setting)) must be \(most) or less, got \(value): \(sentence(cost))"
    case .tooMany(let setting, let count, let most, let cost):
      "\(settings(setting)) takes at most "
        + (setting == .losses ? plural(most, "loss", several: "losses") : plural(most, "number"))
        + ", got \(grouped(count)): \(sentence(cost))"
    case .badDelimiter(let got):
      "\(settings(.delimiter)) takes one ASCII character, such as ';' or a tab, got \(quoted(got))"
    case .unknownEncoding(let name): "no encoding \(quoted(name)) is read"
    case .badNumbers(.heldOutShare, let values):
      "\(settings(.heldOutShare)) takes a share of the rows above 0 and below 1, or a table, got "
        + values.map { board($0) }.joined(separator: ",")
    case .badNumbers(let setting, let values):
      "\(settings(setting)) takes "
        + ([.penalties, .l1Penalties, .stepSizes].contains(setting)
          ? "different numbers, " : "a number, ")
        + ([.stepSizes, .l1Penalties].contains(setting)
          ? "above 0" : setting == .dropout ? "from 0 to below 1" : "0 or more")
        + ", got \(values.map { board($0) }.joined(separator: ","))"
    case .notForModel(.penalties, use: .l1Penalties):
      "\(settings(.penalties)) is the squared penalty; the absolute one is searched by \(settings(.l1Penalties))"
    case .notForModel(let setting, let other):
      setting == .stepSizes
        ? "\(settings(setting)) is for networks; a linear model is searched by \(settings(other))"
        : "\(settings(setting)) is for linear models; a network is searched by \(settings(other))"
    case .onlyForNetworks(let setting): "\(settings(setting)) is for networks"
    case .unknownSchedule(let name): "there is no schedule \(quoted(name))"
    case .table(let fault): self.cause(fault)
    case .dataset(let fault): self.cause(fault)
    case .modelFile(let error): self.cause(error)
    case .measure(let fault): self.cause(fault)
    case .numbers(let fault): sentence(fault)
    case .loss(let error): sentence(error)
    case .model(let error): sentence(error)
    case .settings(let fault): sentence(fault)
    case .diverged:
      "the fit on all rows ended with a number that is not finite: its steps are too large"
    case .separable:
      "the classes are separable and \(settings(.penalties)) 0 was asked for: there is no finite "
        + "optimum, and scores depend on where training stops"
    case .tooSlow(let seconds, let limit):
      "one repeat is expected to take about \(time(roundedUp(seconds))), and the limit is \(time(limit))"
    case .tooLarge(let bytes, let limit):
      "this needs \(memory(bytes, rounded: .up)) of memory, and "
        + "\(memory(limit, rounded: .down)) may be taken"
    case .tooFew(let unit, let classes, let least, let folds, let innerFolds):
      (classes.count == 1
        ? "\(className(classes[0].name)) has \(units(unit, classes[0].count)), and "
          + "\(cut(folds, innerFolds)) need \(grouped(least))"
        : "\(grouped(classes.count)) classes have fewer than the \(units(unit, least)) that "
          + "\(cut(folds, innerFolds)) need: \(list(classes))")
    case .tooFewToTrain(let rare, let all, let unit, let part, let innerFolds):
      "\(holds(part)) only "
        + (rare.count < all ? "\(grouped(rare.count)) of the " : "")
        + "\(units(unit, all)) of \(className(rare.name)), too few for \(innerFolds) inner folds"
    case .notSpread(let rare, let unit, let folds, let innerFolds):
      "the \(units(unit, rare.count)) of \(className(rare.name)) cannot be spread over "
        + cut(folds, innerFolds)
    case .missingFromTraining(let name):
      "\(className(name)) would be missing from a training part"
    case .onlyToTest(let name, let table):
      "\(className(name)) does not occur in \(escaped(table)), which is trained on"
    case .unknownToModel(let name, let model):
      "\(className(name)) is none that \(escaped(model)) predicts"
    case .notInSample(let name, let rows):
      "\(className(name)) is in none of the \(plural(rows, "row")) that memory holds"
    case .disk(let failure):
      "rows that memory does not hold cannot be put on a disk: \(reason(failure))"
    case .score(let fault): sentence(fault)
    case .calibrate(let fault): sentence(fault)
    case .costs(.unknown(let name)): "\(quoted(name)) is none of the classes"
    case .costs(.twice(let name)): "the costs of class \(quoted(name)) stand here twice"
    case .costs(.missing(let name)): "the costs of class \(quoted(name)) are missing"
    case .costs(.noNumber(let truth, let predicted)):
      "the cost of predicting \(quoted(predicted)) where \(quoted(truth)) is true is no number"
    case .nothingToTest: "no row of this table has a label, or all weigh 0"
    case .emptyCell(let column, let setting):
      "\(settings(setting)) names \(quoted(column)), which is empty in this row"
    case .badFoldCount(let column, let count, let most):
      "column \(quoted(column)) has \(plural(count, "value")), and there must be 2 to \(grouped(most)) folds"
    case .unseenBefore(let name, let block):
      "\(className(name)) is first met in block \(block + 1), so that no row before could teach it"
    case .tooFewRanks(let ranks, let blocks):
      "the rows have \(plural(ranks, "place")) in their order, fewer than the \(blocks) blocks: one to "
        + "begin with, and one per fold"
    case .checkpoint(let fault): sentence(fault)
    case .broken(let what): "internal error: \(what)"
    }
  }

  package func place(_ setting: RequestSetting, row: Int?) -> String {
    settings(setting) + (row.map { ", row \($0)" } ?? "")
  }

  package func sentence(_ fault: OutputFault) -> String {
    switch fault {
    case .isDirectory(let path): "\(escaped(path)): this is a directory; name a file in it"
    case .exceedsFormat(let path, let bytes, let most):
      "\(escaped(path)): the model takes \(memory(bytes)), and an ONNX file holds \(memory(most))"
    case .readsWords(let path, let column):
      "\(escaped(path)): the model reads the words of \(quoted(column)), which ONNX cannot count"
    case .tooWide(let path, let column, let indices, let most):
      "\(escaped(path)): \(quoted(column)) has indices up to \(grouped(indices)), and an ONNX model would need an input "
        + "for each; \(grouped(most)) are the most"
    case .isDisk(let path): "\(escaped(path)): this is a disk; name a file"
    case .noDirectory(let place, let path):
      "\(escaped(path)): there is no directory \(quoted(place)); create it first"
    case .cannotCreate(let path, let place, let reason):
      "\(escaped(path)): cannot create a file in \(quoted(place)): \(reason)"
    case .mayNotWrite(let path, let reason):
      "\(escaped(path)): this may not be written: \(reason); name another file"
    case .cannotWrite(let path, let reason): "\(escaped(path)): cannot write it: \(reason)"
    case .cannotWriteResult(let reason): "cannot write the result: \(reason)"
    }
  }

  func sentence(_ cost: WorkflowError.Cost) -> String {
    switch cost {
    case .memory: "more would take too much memory"
    case .time: "more would take too long"
    }
  }

  private func holds(_ part: WorkflowError.TrainingPart) -> String {
    switch part {
    case .blocks(before: 1): "block 1 holds"
    case .blocks(before: let block): "blocks 1 to \(block) together hold"
    case .table: "the table that is trained on has"
    case .otherFolds: "a training part has"
    }
  }

  private func cut(_ folds: Int, _ innerFolds: Int) -> String {
    "\(folds) folds with \(innerFolds) inner folds each"
  }

  /// Rare classes with their counts; the column is named once where there is one only.
  private func list(_ classes: [WorkflowError.RareClass]) -> String {
    let columns = Set(classes.map(\.name.column))
    let names = classes.prefix(mostRareClasses).map { rare in
      (columns.count == 1 ? quoted(rare.name.name) : className(rare.name))
        + " (\(grouped(rare.count)))"
    }
    return listed(names, of: classes.count)
      + (columns.count == 1 ? " of \(columns.map { quoted($0) }.joined())" : "")
  }

  private func className(_ name: WorkflowError.ClassName) -> String {
    "class \(quoted(name.name)) of \(quoted(name.column))"
  }

  private func units(_ unit: WorkflowError.FoldUnit, _ count: Int) -> String {
    switch unit {
    case .row: plural(count, "row")
    case .group: plural(count, "group")
    }
  }
}
