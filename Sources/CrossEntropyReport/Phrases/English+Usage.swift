internal import CrossEntropyWorkflows

extension English: UsagePhrases {
  package func sentence(_ fault: UsageFault) -> String {
    switch fault {
    case .tooManyArguments(let count, let most):
      "\(count) arguments were given, and at most \(most) are taken."
    case .notUTF8(let bytes): "\(quoted(bytes)) is not UTF-8, as every argument must be."
    case .noCommand(let word, .didYouMean(let other)):
      "There is no command '\(word)'. Did you mean '\(other)'?"
    case .noCommand(let word, .oneOf(let names)):
      "There is no command '\(word)'. The commands are \(names.joined(separator: ", "))."
    case .didYouMean(let command): "Did you mean '\(command)'?"

    case .noTable(let example): "Which table? Try: \(example)"
    case .severalTables(let paths, let command, let areCompared):
      "\(command) takes one table, got \(paths.count): \(paths.joined(separator: " "))."
        + (areCompared
          ? " Put the rows into one file, or compare each separately; files of predictions are scored by "
            + "'xent score \(paths.joined(separator: " "))'." : "")
    case .noTableToRead(let option):
      "\(option) says how to read a table; name the table, or leave it out."
    case .decimalIsThousands(let mark):
      "\(settings(.decimal)) and \(settings(.thousands)) cannot both be \(mark)."
    case .outputIntoTable: "Standard output goes into the table; let it go elsewhere."

    case .noFileName(let option):
      "\(option) takes the name of a file; the result goes to standard output anyway."
    case .overwritesTable(let option, let path):
      "\(option) would write over the table '\(path)'; name another file."
    case .sameFile(let one, let other): "\(one) and \(other) name the same file; name two."
    case .overwritesCheckpoint(let option, let path):
      "\(option) names a file of the checkpoint in '\(path)'; name another file."
    case .insideCheckpoint(let option, let path):
      "\(option) writes into '\(path)', the directory of the checkpoint; name two directories."
    case .overwritesStream(let option):
      "\(option) names the file that standard output or standard error goes to; name another file."
    case .nothingToShow(let option, let setting):
      "\(option) fits nothing that a \(settings(setting)) could show; leave one out."

    case .notNumbers(let setting, let word, let text, let example):
      "\(settings(setting)) takes comma-separated numbers, as in \(settings(setting)) \(example); "
        + "got '\(word)'" + (text == word ? "." : " in '\(text)'.")
    case .notANumber(let setting, let text):
      "\(settings(setting)) takes a number, as in \(settings(setting)) 0.5; got '\(text)'."
    case .lostNumber(let setting, let word):
      "\(settings(setting)) has '\(word)', which is too small to be told from 0; write 0."
    case .notATime(let text):
      "\(settings(.timeLimit)) takes a time such as 90s, 5m or 1h30m, got '\(text)'."
    case .notASize(let text, let fault):
      "\(settings(.memory)) takes a size such as 500M or 2G, got '\(text)'\(aside(fault))."
    case .notRepeats(let text, let most):
      "\(settings(.repeats)) must be auto, or 1 to \(most), got \(text)."

    case .noTarget(let example):
      "Which column should be predicted? Name it with \(settings(.target)), as in: \(example)"
    case .heldOutTwice(let one, let other):
      "\(settings(one)) and \(settings(other)) each say how rows are held out; leave one out."

    case .modelExists(let path, let option):
      "\(path) is there already; name the model's file with \(option), which may replace it."
    case .besideOutcome(let option, let setting):
      "\(option) takes the request of a comparison, \(settings(setting)) included; leave one out."
    case .notAnOutcome(let path):
      "'\(path)' is no JSON that 'xent compare' wrote."
    case .noEpochs(let option):
      "\(option) logs epochs, and a linear model has none: each of its steps takes all rows, from one start or "
        + "several. Leave it out, or train a network, as in \(settings(.model)) mlp:64."

    case .nothingToMeasure(let example): "What should be measured? Try: \(example)"
    case .strayNumbers(let stray, let example):
      "Numbers are separated by commas alone, as in \(example); got '\(stray)' by itself."
    case .countsOfTable: "\(settings(.counts)) takes numbers; leave the table out."
    case .columnsWithoutTable(let example):
      "\(settings(.column)) and \(settings(.given)) are columns of a table: \(example)"
    case .forecastAlone:
      "\(settings(.forecast)) is the forecast of a distribution; give the distribution with "
        + "\(settings(.distribution))."
    case .givenAlone(let example):
      "\(settings(.given)) is the known column; name the one to measure with "
        + "\(settings(.column)), as in: \(example)"

    case .noPredictions(let example):
      "Which predictions? Try: \(example)"
    case .notModelAndTable(let names, let example):
      "predict takes a model and a table, got \(names.isEmpty ? "neither" : names.joined(separator: " ")). Try: \(example)"
    case .notOneModel(let names, let example):
      "inspect takes one model, got \(names.isEmpty ? "none" : names.joined(separator: " ")). Try: \(example)"
    case .unknownFormat(let option, let path, let formats):
      "\(option) takes a file whose name ends in \(formats.map { "." + $0 }.joined(separator: ", ")); got '\(path)'."
    case .unknownMetric(let option, let name, let names):
      "\(option) has no '\(name)'; it takes \(names.joined(separator: ", "))."
    case .notRewritable(let option, let path):
      "\(option) names '\(path)', which is no file: the number of rows stands at the beginning and is known last."
    case .jsonWithoutFile(let option):
      "\(settings(.format)) json says what was predicted, and the predictions go to standard output; "
        + "name a file for them with \(option)."

    case .noOutputs(let example): "Which outputs? Try: \(example)"
    case .outputsTwice:
      "\(settings(.logits)) and \(settings(.probabilities)) are the same outputs before and after "
        + "the unit; leave one out."
    case .notALabel(let text, let isList):
      "\(settings(.label)) is the number of the true class, counted from 0; got '\(text)'."
        + (isList ? " A target of several numbers is \(settings(.targetProbabilities))." : "")
    case .noLabel:
      "Which class is true? Give \(settings(.label)) 0, or \(settings(.targetProbabilities)) with "
        + "one number per output."
    case .tableWithoutPage(let example): "A table goes into the live page: \(example)"
    case .targetTwice:
      "\(settings(.label)) and \(settings(.targetProbabilities)) are both the target; leave one out."
    }
  }

  private func aside(_ fault: UsageFault.SizeFault?) -> String {
    switch fault {
    case nil: ""
    case .tooLarge: ", more than any machine has"
    case .zero: ": nothing can be done in none"
    }
  }
}
