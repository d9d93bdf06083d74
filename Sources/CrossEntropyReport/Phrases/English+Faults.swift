package import CrossEntropyWorkflows

extension English: FaultPhrases {
  package func sentence(_ fault: NumberFault) -> String {
    switch fault {
    case .notAProbability(let index, let x):
      "\(number(index, x)), and a probability is from 0 to 1"
    case .sum(let sum): "the probabilities sum to \(board(sum)) and not to 1"
    case .cannotNormalize(let sum):
      "the numbers sum to \(board(sum)) and cannot be divided by that"
    case .notACount(let index, let x):
      "\(number(index, x)), and a count is a whole number, 0 or more"
    case .tooGreatCount(let index, let x, let most):
      "\(number(index, x)), and a count is at most \(board(most))"
    case .nothingCounted: "nothing was counted"
    case .tooManyCounted: "the counts sum to more than can be counted with"
    case .infiniteLogit(let index): "\(number(index, .infinity)), and a logit is not"
    case .everyClassMasked: "every class is masked"
    case .notFinite(let index, let x): "\(number(index, x)), and must be finite"
    case .negativeWeight(let index, let x): "\(number(index, x)), and a weight is 0 or more"
    case .tooGreatWeight(let index, let x, let most):
      "\(number(index, x)), and a weight is at most \(board(most)), so that gradients stay numbers"
    case .wrongCount(let count, .output, let expected):
      "\(plural(count, "number")) for \(plural(expected, "output"))"
    case .wrongCount(let count, .class, let expected):
      "\(plural(count, "number")) for \(self.count(expected, .classes))"
    case .wrongCount(let count, .row, let expected):
      "\(plural(count, "row")) for the \(grouped(expected)) of \(settings(.distribution))"
    case .unequalOutcomes(let count, let forecast):
      "\(plural(count, "outcome")), and \(grouped(forecast)) in \(settings(.forecast))"
    case .noSuchClass(let label, let classes, let outputs):
      "\(label) is not one of the \(classes) classes 0 … \(classes - 1)"
        + (outputs == 1 ? " that one output tells apart" : "")
    case .severalTrue(let count): "\(count) classes are true at once"
    case .missingCell(let column): "the cell of \(quoted(column)) is missing"
    }
  }

  package func sentence(_ fault: SettingFault) -> String {
    switch fault {
    case .outOfRange(let setting, let x, .share):
      "\(settings(setting)) must be from 0 to below 1, got \(board(x))"
    case .outOfRange(let setting, let x, .factor):
      "\(settings(setting)) must be above 0 and at most \(board(ExplainRequest.greatestFactor)), "
        + "so that gradients stay numbers; got \(board(x))"
    case .softmaxOfOneOutput: "softmax over one output is always 1"
    case .notExplained(let unit): "\(unit) outputs cannot be explained step by step"
    case .needsTable(let loss): "\(loss) takes its weights from a table, and one row has none"
    case .smoothsTwice(let loss): "\(loss) and \(settings(.labelSmoothing)) both smooth"
    case .takesNoClassWeights(let loss):
      "\(loss) of several sigmoid outputs takes no class weights"
    case .together(let first, let second):
      "\(settings(first)) and \(settings(second)) do not go together"
    case .modelSaysOther(let setting):
      "\(settings(.model)) says another \(settings(setting)) already"
    case .drawsNone(let holdOut, let setting):
      "\(settings(holdOut)) draws no folds, so \(settings(setting)) would change nothing"
    case .alone(let setting): "\(settings(setting)) says nothing by itself"
    case .unused(let setting, let column):
      "\(settings(setting)) names \(quoted(column)), which is not measured"
    case .badCosts(let setting, let costs):
      "\(settings(setting)) takes the costs of a false alarm and of a miss, two numbers from 0 on that are not "
        + "both 0; got \(quoted(costs))"
    case .forTwoClasses(let setting, let classes):
      "\(settings(setting)) is for two classes, and here are \(grouped(classes))"
    case .notInFormat(let setting, let format):
      "\(settings(setting)) has no place in a .\(format) file"
    case .keepsDelimiter(let setting, let delimiter):
      "\(settings(setting)) keeps the table's delimiter \(quoted(CollectionOfOne(delimiter))), and a .tsv file has tabs"
    case .severalLosses(let count):
      "one loss trains a model, and \(count) are named"
    case .noCondition(let setting, let text):
      "\(settings(setting)) takes a score, <, <=, > or >= and a number, such as log_loss<0.2; got \(quoted(text))"
    case .unknownScore(let name): "there is no score \(quoted(name))"
    case .forOneFile(let setting, let files):
      "\(settings(setting)) is for one file, and \(grouped(files)) are named"
    case .forOneTarget(let setting, let targets):
      "\(settings(setting)) is for one target, and \(grouped(targets)) are named"
    }
  }

  private func number(_ index: Int, _ x: Double) -> String { "number \(index + 1) is \(board(x))" }
}
