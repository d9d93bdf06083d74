package import CrossEntropyFiles
internal import CrossEntropyLearning

// What mends the faults of the rooms below, which know nothing of settings.

extension TableFault {
  /// What would mend it, each sufficient on its own.
  var remedies: [WorkflowError.Remedy] {
    switch self {
    case .nulInPath: [.correct(.path)]
    case .noSuchFile(let nearest?): [.didYouMean(nearest)]
    case .noSuchFile(nil), .cannotOpen: [.check(.path)]
    case .directory: [.nameFileInside]
    case .permissionDenied: [.changePermissions]
    case .cannotRead: [.check(.connection)]
    case .changed: [.tryAgain]
    case .badDelimiter: [.set(.delimiter, to: ",")]
    case .pipeTooLarge(let limit): [.save(limit == nil ? .file : .namedFile)]
    case .notATextFile(.spreadsheet), .notATextFile(.pdf): [.save(.csv)]
    case .notATextFile(.npy), .notATextFile(.npz), .notATextFile(.jsonl): [.leaveOut(.inputFormat)]
    case .notATextFile(let format): [.convert(from: format)]
    case .noRows(.noBytes), .noRows(.blankLinesOnly): [.add(.header)]
    case .noRows(.headerOnly): [.add(.row)]
    case .nulByte: [.check(.isText)]
    case .notUTF8(_, let readings):
      if let first = readings.first {
        first.isClear
          ? [.set(.encoding, to: first.encoding.rawValue)]
          : [.chooseEncoding(by: .encoding), .save(.utf8)]
      } else {
        [.save(.utf8)]
      }
    case .notInEncoding: [.set(.encoding)]
    case .isUTF8: [.leaveOut(.encoding)]
    case .unknownEncoding: [.save(.utf8)]
    case .noZlib: [.install, .convert(from: .gzip)]
    case .gzipEndsEarly, .gzipDamaged: [.fetchAgain]
    case .decodedTooLarge(.unpack, _, _): [.convert(from: .gzip)]
    case .decodedTooLarge(.decode, _, _): [.save(.utf8)]
    case .decodedTooLarge(.cells, _, _): [.save(.csv)]
    case .noMemory: [.reduce(.table)]
    case .cellTooLong: [.check(.delimiterAndLineEnds)]
    case .quoteNotClosed: [.quote(.close)]
    case .textAfterQuote: [.quote(.double)]
    case .tooManyColumns: [.check(.delimiter), .reduce(.columns)]
    case .unnamedColumn, .cellUnderNoName: [.add(.name)]
    case .duplicateName(let name, _, _):
      number(writtenAs: name) == nil ? [.rename] : [.add(.headerLine), .rename]
    case .headerTooShort: [.add(.names), .remove(.title)]
    case .rowTooShort: [.add(.cells), .check(.lineEndsAndQuotes)]
    case .rowTooLong(_, _, _, let delimiter):
      [.quote(.cells(holding: delimiter)), .remove(.cells)]
    case .infiniteNumber: [.correct(.cell)]
    case .missingColumn(let column, _):
      (column.nearest.map { [.didYouMean($0)] } ?? [.add(.column)]) + [.set(.ignore)]
    case .missingColumns: [.add(.columns), .set(.ignore)]
    case .notDatesAsIn: [.writeDatesAlike, .set(.ignore)]
    case .notNumbersAsIn: [.correct(.cell), .set(.ignore)]
    case .otherDecimalMark: [.writeNumbersAlike, .set(.ignore)]
    case .tooManyTexts: [.set(.ignore)]
    case .tooLarge: [.reduce(.table)]
    case .json(let fault): fault.remedies
    case .array(let fault): fault.remedies
    case .pairs(.zeroIndex): [.set(.zeroBased)]
    case .pairs(.severalLabels): [.correct(.labels)]
    case .pairs: [.correct(.line)]
    case .oddPrediction: [.correct(.line)]
    case .idle(let setting, _): [.leaveOut(RequestSetting(setting))]
    }
  }
}

extension JSONFault {
  /// What would mend it, each sufficient on its own.
  fileprivate var remedies: [WorkflowError.Remedy] {
    switch self {
    case .notAnObject: [.correct(.object)]
    case .malformed, .halfCharacter: [.correct(.line)]
    case .endsEarly: [.correct(.line), .fetchAgain]
    case .notANumber: [.correct(.null)]
    case .nested(let key): [.set(.ignore, to: key)]
    case .duplicateKey: [.rename]
    }
  }
}

extension ArrayFault {
  /// What would mend it, each sufficient on its own.
  fileprivate var remedies: [WorkflowError.Remedy] {
    switch self {
    case .notAnArray: [.leaveOut(.inputFormat)]
    case .badHeader, .otherLength, .badText, .damagedArchive, .damagedArray: [.fetchAgain]
    case .unknownVersion, .objects, .records, .otherType, .otherShape, .otherArchive, .noTable:
      [.save(.array)]
    case .tooLarge: [.reduce(.table)]
    case .duplicateArray, .severalTables: [.rename]
    case .labelCount, .labelColumns: [.correct(.labels)]
    }
  }
}

extension RequestSetting {
  /// What says how the text of a table is written.
  package init(_ setting: TableFault.TextSetting) {
    self =
      switch setting {
      case .delimiter: .delimiter
      case .encoding: .encoding
      case .decimal: .decimal
      case .thousands: .thousands
      case .labels: .labels
      case .zeroBased: .zeroBased
      case .append: .append
      }
  }
}

extension DatasetFault {
  /// What would mend it, each sufficient on its own.
  var remedies: [WorkflowError.Remedy] {
    switch self {
    case .unknownColumn(let column): column.remedies
    case .notText, .notNumbers: []
    case .noTarget: [.set(.target)]
    case .emptyTarget: [.nameAnother(.target)]
    case .oneClass: [.add(.class)]
    case .notALabel: [.nameAlone]
    case .quantity: [.useRegression, .cut(.ranges), .set(.areClasses)]
    case .tooManyClasses: [.nameClasses(.target), .set(.areClasses)]
    case .allMerged: [.lower(.mergeRare)]
    case .unknownClass(_, let name, let classes):
      // Where they are few, all are shown: the one most like it may be the opposite.
      [
        classes.count > 8
          ? nearestName(to: name, in: classes).map { .didYouMean($0) } ?? .oneOfClasses(classes)
          : .oneOfClasses(classes)
      ]
    case .notTwoClasses: [.leaveOut(.positive)]
    case .weightlessClass: [.remove(.rowsWithoutWeight), .weigh(.rowsOfClass)]
    case .classWithoutOtherTargets: [.add(.cell), .remove(.target)]
    case .weightsNotNumbers, .missingWeight, .negativeWeight: [.correct(.weights)]
    case .allWeightsZero: [.weigh(.someRows)]
    case .negligibleWeight: [.weigh(.rowLeftOut), .correct(.weight)]
    case .missingGroup: [.add(.group)]
    case .noFeatures(let dropped, let prose):
      (prose.map { [.set(.text, to: $0)] } ?? [])
        + (dropped.contains { $0.reason.isOfIds } ? [.set(.keep)] : []) + [.add(.feature)]
    }
  }
}

extension MeasureFault {
  /// What would mend it, each sufficient on its own.
  var remedies: [WorkflowError.Remedy] {
    switch self {
    case .unknownColumn(let column): column.remedies
    case .noNumbers: [.giveAs(.column)]
    case .notNumbers: [.set(.distribution)]
    case .emptyColumn: [.nameAnother(.column)]
    case .noCommonRow: [.nameFilledTogether]
    case .notCategories: [.cut(.classes)]
    }
  }
}

extension UnknownColumn {
  /// The name that was probably meant, or all there are.
  fileprivate var remedies: [WorkflowError.Remedy] {
    [nearest.map { .didYouMean($0) } ?? .oneOfColumns(columns)]
  }
}
