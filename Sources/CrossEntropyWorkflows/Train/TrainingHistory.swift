internal import CrossEntropyFiles
public import CrossEntropyLearning

/// The epochs of the fit that made a network: one fit of the rows that are trained on, but for the fifth by which it stops.
public struct TrainingHistory: Codable, Sendable, Hashable {
  /// The epochs, each with the scores of the rows that were learnt from and of the fifth that was not.
  public internal(set) var epochs: [TrainingEpoch] = []
  /// When each of them ended, in seconds since 1970.
  public internal(set) var endings: [Double] = []

  /// Whether the schedule changes the size of the steps.
  private var changesStepSize: Bool { Set(epochs.map(\.learningRate)).count > 1 }
}

extension TrainingHistory {
  /// The columns that Keras's `CSVLogger` writes: epochs from 0, then what it logs of them by name.
  ///
  /// As there the step size is among them where a schedule changes it.
  package var csv: [UInt8] {
    var columns: [(name: String, value: (TrainingEpoch) -> Double?)] = [
      ("accuracy", { $0.training?.accuracy }), ("loss", { $0.loss }),
      ("val_accuracy", { $0.heldOut?.accuracy }), ("val_loss", { $0.heldOut?.logLoss }),
    ]
    if changesStepSize { columns.insert(("learning_rate", { $0.learningRate }), at: 1) }
    var writer = RowWriter(.delimited(UInt8(ascii: ",")))
    writer.writeHeader(["epoch"] + columns.map(\.name))
    for epoch in epochs {
      writer.write("\(epoch.number - 1)")
      for column in columns {
        if let value = column.value(epoch) { writer.write(value) } else { writer.write(nil) }
      }
      writer.endRow()
    }
    return writer.bytes
  }

  /// What Keras's `TensorBoard` writes to the directory `train`, and to `validation`: a file of events for each.
  package var events: (train: [UInt8], validation: [UInt8]) {
    var train = EventWriter(time: endings.first ?? 0)
    var validation = train
    for (epoch, time) in zip(epochs, endings) {
      var scalars = [("epoch_loss", epoch.loss)]
      if let accuracy = epoch.training?.accuracy { scalars.append(("epoch_accuracy", accuracy)) }
      if changesStepSize { scalars.append(("epoch_learning_rate", epoch.learningRate)) }
      train.add(scalars, step: epoch.number - 1, time: time)
      guard let scores = epoch.heldOut else { continue }
      validation.add(
        [("epoch_loss", scores.logLoss), ("epoch_accuracy", scores.accuracy)],
        step: epoch.number - 1, time: time)
    }
    return (train.bytes, validation.bytes)
  }
}
