public import CrossEntropy
public import CrossEntropyFiles
public import CrossEntropyLearning

/// Why a workflow has no outcome: what is wrong, where, and what would mend it.
public struct WorkflowError: Error, Sendable, Hashable {
  /// What is wrong.
  public var cause: Cause
  /// Where it is; nil if nowhere in particular.
  public var place: Place?
  /// What would mend it, each sufficient on its own.
  public var remedies: [Remedy]

  /// Makes an error from its parts.
  public init(_ cause: Cause, at place: Place? = nil, remedies: [Remedy] = []) {
    self.cause = cause
    self.place = place
    self.remedies = remedies
  }

  /// What can be wrong.
  public enum Cause: Sendable, Hashable {
    /// A name that is needed is empty.
    case empty(RequestSetting)
    /// Two settings name one column.
    case namedTwice(String, RequestSetting, RequestSetting)
    /// The table to test on is the one that is trained on.
    case testedOnItself
    /// A number is below the least that makes sense.
    case tooSmall(RequestSetting, Int, least: Int)
    /// A number is above the greatest that is taken.
    case tooGreat(RequestSetting, Int, most: Int, Cost)
    /// More values are given for a setting than are taken.
    case tooMany(RequestSetting, Int, most: Int, Cost)
    /// A delimiter that is not one character of one byte, or is a quote or a line end.
    case badDelimiter(String)
    /// An encoding that is not read.
    case unknownEncoding(String)
    /// Numbers that are not finite, not in their range, or not all different.
    case badNumbers(RequestSetting, [Double])
    /// A setting that belongs to another kind of model.
    case notForModel(RequestSetting, use: RequestSetting)
    /// A setting of a network's training, beside a linear model.
    case onlyForNetworks(RequestSetting)
    /// No schedule of step sizes has this name.
    case unknownSchedule(String)
    /// The table cannot be read.
    case table(TableFault)
    /// The file is not read as a model.
    case modelFile(ModelFileError)
    /// No classifier can learn from the table.
    case dataset(DatasetFault)
    /// Nothing in the table can be measured.
    case measure(MeasureFault)
    /// Impossible numbers.
    case numbers(NumberFault)
    /// A loss whose name or parameters are wrong.
    case loss(LossNameError)
    /// A model whose name is wrong.
    case model(ModelNameError)
    /// Settings that are impossible, alone or together.
    case settings(SettingFault)
    /// Without a penalty a separable table has no finite optimum.
    case separable
    /// A network's steps are too large: the fit on all rows ended with a number that is not finite.
    case diverged
    /// What was asked needs more bytes of memory than it may take.
    case tooLarge(bytes: Int, limit: Int)
    /// Not even one repeat is expected to end within the limit.
    case tooSlow(seconds: Double, limit: Double)
    /// Classes have fewer rows, or are in fewer groups, than the folds and their inner folds need.
    case tooFew(FoldUnit, [RareClass], least: Int, folds: Int, innerFolds: Int)
    /// The rows or groups of a class that are trained on where rows are held out as they are given, of so many
    /// in all, are fewer than the inner folds.
    case tooFewToTrain(RareClass, of: Int, FoldUnit, TrainingPart, innerFolds: Int)
    /// The rows or groups of a class cannot be spread over the folds and their inner folds.
    case notSpread(RareClass, FoldUnit, folds: Int, innerFolds: Int)
    /// A row has no fold, or no place in the order.
    case emptyCell(column: String, RequestSetting)
    /// A column gives fewer folds than two, or too many.
    case badFoldCount(column: String, Int, most: Int)
    /// A class is first met in a block, counted from 0, so a model trained on those before it would not
    /// know it.
    case unseenBefore(ClassName, block: Int)
    /// An order has fewer places than there are blocks, the one that is only trained on among them.
    case tooFewRanks(Int, blocks: Int)
    /// Every row of a class is in one fold, so a model trained on the others would not know it.
    case missingFromTraining(ClassName)
    /// A class is only in the table to test on, not in that of this name.
    case onlyToTest(ClassName, trainedOn: String)
    /// A class of a table is none that the model of this file predicts.
    case unknownToModel(ClassName, model: String)
    /// A table to test on, or the one to train on, has no row that is used.
    case nothingToTest
    /// A table of costs does not fit the model.
    case costs(CostFault)
    /// A class of the table is in none of the so many rows of it that memory holds.
    case notInSample(ClassName, rows: Int)
    /// What memory does not hold cannot be put on a disk, or read again.
    case disk(TableFault.SystemFailure)
    /// Predictions cannot be scored.
    case score(ScoreFault)
    /// There is no calibrator, or it maps no file.
    case calibrate(CalibrateFault)
    /// Finished parts cannot be kept in a directory, or taken from it.
    case checkpoint(CheckpointFault)
    /// A fault of ours.
    case broken(String)
  }

  /// What folds are cut of.
  public enum FoldUnit: String, Sendable, Hashable { case row, group }

  /// What is trained on where folds are not drawn.
  public enum TrainingPart: Sendable, Hashable {
    /// The blocks before one, which is counted from 0.
    case blocks(before: Int)
    /// The table beside that to test on.
    case table
    /// All but one fold.
    case otherFolds
  }

  /// A class and its column.
  public struct ClassName: Sendable, Hashable {
    /// The class.
    public var name: String
    /// The column.
    public var column: String

    /// A class of a column.
    public init(name: String, column: String) {
      self.name = name
      self.column = column
    }
  }

  /// A class, and the rows or groups that it is in.
  public struct RareClass: Sendable, Hashable {
    /// The class.
    public var name: ClassName
    /// Its rows or groups.
    public var count: Int

    /// A class in so many rows or groups.
    public init(name: ClassName, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// Where something is wrong.
  public enum Place: Sendable, Hashable {
    /// In a file.
    case file(FilePlace)
    /// In the value of a setting, in a row counted from 1 where it has several.
    case setting(RequestSetting, row: Int? = nil)
  }
}

extension WorkflowError {
  /// Two settings of which one must go.
  static func together(_ first: RequestSetting, _ second: RequestSetting) -> WorkflowError {
    WorkflowError(
      .settings(.together(first, second)), remedies: [.leaveOut(first), .leaveOut(second)])
  }

  /// A setting that says nothing without another.
  static func alone(_ setting: RequestSetting, _ remedies: Remedy...) -> WorkflowError {
    WorkflowError(.settings(.alone(setting)), remedies: remedies)
  }

  /// What is wrong with the name of a loss.
  init(_ error: LossNameError) {
    var remedies: [Remedy] = []
    if case .unknown(let name) = error {
      let kinds = ComparedLoss.Kind.allCases
      let names = kinds.map(\.name)
      remedies = [
        nearestName(to: name, in: names + kinds.flatMap(\.aliases).sorted())
          .map { .didYouMean($0) } ?? .oneOf(names)
      ]
    }
    self.init(.loss(error), remedies: remedies)
  }

  /// What is wrong with the name of a model.
  init(_ error: ModelNameError) {
    let remedies: [Remedy] =
      switch error {
      case .unknownModel, .notWidthsAndActivation, .severalActivations, .badWidth:
        [.oneOf(["linear", "linear:l1", "mlp:64,64:relu", "mlp:32x10"])]
      case .unknownActivation(_, let nearest):
        [nearest.map { .didYouMean($0) } ?? .oneOf(["relu", "sigmoid", "tanh"])]
      case .badSetting: [.oneOf(["schedule=cosine", "dropout=0.2", "weight_decay=0.01"])]
      case .tooMany: [.lower(.model)]
      }
    self.init(.model(error), remedies: remedies)
  }

  /// What is wrong with a file.
  init(_ error: TableError) {
    var remedies = error.fault.remedies
    switch error.fault {
    case .tooLarge(let bytes, _, _), .decodedTooLarge(_, let bytes, _):
      remedies = moreMemory(bytes) + remedies
    default: break
    }
    self.init(.table(error.fault), at: .file(error.place), remedies: remedies)
  }

  /// More memory is needed than may be taken.
  static func tooLarge(
    _ bytes: Int, limit: Int, at place: Place?, else remedies: [Remedy]
  ) -> WorkflowError {
    WorkflowError(
      .tooLarge(bytes: bytes, limit: limit), at: place, remedies: moreMemory(bytes) + remedies)
  }

  /// What is wrong with a table that a classifier should learn from.
  init(_ error: DatasetError) {
    self.init(.dataset(error.fault), at: .file(error.place), remedies: error.fault.remedies)
  }

  /// What is wrong with a table that should be measured.
  init(_ fault: MeasureFault, at place: Place) {
    self.init(.measure(fault), at: place, remedies: fault.remedies)
  }
}

extension WorkflowError.Place {
  /// A file as a whole.
  static func file(_ name: String) -> Self { .file(FilePlace(file: name)) }
}

extension WorkflowError {
  /// Whose hands an error is in.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// The request makes no sense, whatever the data.
    case usage
    /// What was read cannot be used.
    case badData
    /// The input is not there, or may not be read.
    case missingInput
    /// Reading or writing failed.
    case io
    /// What is to be written cannot be made.
    case cannotCreate
    /// A fault of ours.
    case fault
  }

  /// Whose hands it is in.
  public var kind: Kind {
    switch cause {
    case .empty, .namedTwice, .testedOnItself, .tooSmall, .tooGreat, .tooMany, .badDelimiter,
      .unknownEncoding,
      .badNumbers,
      .notForModel, .onlyForNetworks, .unknownSchedule, .loss, .model, .settings:
      .usage
    case .dataset, .modelFile, .measure, .numbers, .separable, .diverged, .tooLarge, .tooSlow,
      .tooFew, .tooFewToTrain,
      .notSpread,
      .emptyCell,
      .badFoldCount, .unseenBefore, .tooFewRanks, .missingFromTraining, .onlyToTest,
      .unknownToModel, .costs, .nothingToTest, .notInSample:
      .badData
    case .broken: .fault
    case .disk: .io
    case .checkpoint(let fault): fault.kind
    case .calibrate(let fault): fault.kind
    case .score(let fault): fault.kind
    case .table(let fault):
      switch fault.kind {
      case .badData: .badData
      case .missingInput: .missingInput
      case .io: .io
      }
    }
  }
}

/// To allow this many bytes, if the system has them.
private func moreMemory(_ bytes: Int) -> [WorkflowError.Remedy] {
  // With some room, since an estimate from the first lines may be low.
  let megabytes = bytes >> 20
  let roomy = megabytes + megabytes / 10 + 1
  return roomy <= SystemMemory().free >> 20 ? [.set(.memory, to: "\(roomy)M")] : []
}
