import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyFiles
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// Rows on a disk are those in memory, dealt to parts; a network learns from them as from any others.
@Suite struct StoredRowsTests {
  /// A number with gaps, a category, words, weights, groups and a label that is missing in some rows.
  private static let csv: String = {
    let seed = RandomSeed(5)
    var csv = "x,size,colour,note,w,g,y\n"
    for row in 0..<1200 {
      let x = seed.uniform(UInt64(row)) - 0.5
      let colour = ["red", "green", "blue"][row % 3]
      let size = row % 11 == 0 ? "" : "\(row % 7)"
      let note = row % 2 == 0 ? "one two" : "three"
      let y = row % 100 == 99 ? "" : seed.uniform(UInt64(9000 + row)) + x > 0.5 ? "a" : "b"
      csv += "\(x),\(size),\(colour),\(note),\(row % 4),g\(row % 50),\(y)\n"
    }
    return csv
  }()

  private static let reader = TableReader(textColumns: ["y", "g", "colour", "note"])

  private static func classifier(
    weight: String?, groups: [String], loss: ComparedLoss = .baseline
  ) throws -> (TableClassifier, Dataset) {
    var roles = Dataset.Roles(target: "y", ignored: ["w", "g"])
    roles.ignored.removeAll { $0 == weight || groups.contains($0) }
    (roles.weight, roles.groups, roles.text) = (weight, groups, ["note"])
    let table = try reader.read(bytes: Array(csv.utf8), name: "t.csv")
    let dataset = try Dataset(table, roles: roles)
    let classifier = try TableClassifier.fit(
      dataset, model: .network(hidden: [DenseLayer(3, activation: .relu)]), loss: loss,
      reading: .asTrained, values: [0.05],
      seed: RandomSeed(1))
    return (classifier, dataset)
  }

  private static func store(
    _ classifier: TableClassifier, weight: String? = nil, groups: [String] = [],
    memory: Int = 1 << 30, csv: String = csv, mergesRare: Bool = false
  ) throws -> RowStore {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("stored-\(UUID().uuidString).csv")
    try Data(csv.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var store = try RowStore(
      classifier,
      RowStore.Columns(
        weight: weight, groups: groups, missingLabels: [], mergesRare: mergesRare),
      rows: 1200, memory: memory, seed: RandomSeed(2))
    let rows = try TableRows(
      path: file.path, reader: reader, numbers: store.numbers, texts: store.texts,
      sparse: store.sparse, as: "sample")
    let encoder = store.encoder
    while true {
      let batches = try rows.batches(threads: 2) { encoder.encode($0) }
      if batches.isEmpty { break }
      for batch in batches { try store.append(batch) }
    }
    return store
  }

  /// What a row holds, to be counted.
  private struct Row: Hashable {
    let numbers: [Float]
    let codes: [Int32]
    let label: Int32
    let weight: Float
  }

  private static func rows(_ rows: TrainingRows) -> [Row] {
    (0..<rows.inputs.rows).map { row in
      let (numbers, levels) = (rows.inputs.numbers, rows.inputs.levels)
      return Row(
        numbers: (0..<numbers.columns).map { numbers[row, $0] },
        codes: Array(levels.codes[row * levels.categories..<(row + 1) * levels.categories]),
        label: rows.labels[row],
        weight: rows.weights.isEmpty ? 1 : Float(rows.weights[row]))
    }
  }

  @Test(arguments: [nil, "w"] as [String?], [1 << 30, 20_000])
  func whatIsReadBackIsWhatMemoryWouldHold(weight: String?, memory: Int) throws {
    let (classifier, dataset) = try Self.classifier(weight: weight, groups: [])
    var store = try Self.store(classifier, weight: weight, memory: memory)
    let (training, stopping) = try store.finished()
    #expect(training.partRows.count > 1 || memory > 20_000)
    #expect(store.counts.tableRows == 1200)
    #expect(store.counts.unlabelledRows == 12)
    #expect(store.counts.rows == dataset.rows)
    #expect(store.counts.stoppingRows == stopping.partRows.reduce(0, +))
    #expect(abs(store.counts.stoppingRows - dataset.rows / 5) < 60)
    var found: [Row: Int] = [:]
    for parts in [training, stopping] {
      for part in parts.partRows.indices {
        let some = Self.rows(try parts.part(part))
        #expect(some.count == parts.partRows[part])
        for row in some { found[row, default: 0] += 1 }
      }
    }
    let design = classifier.encoder.encode(dataset, rows: Array(0..<dataset.rows))
    let whole = RowTargets(dataset.targets.map(\.labels)).trainingRows(
      design.floats, weights: dataset.weights ?? [])
    var wanted: [Row: Int] = [:]
    for row in Self.rows(whole) { wanted[row, default: 0] += 1 }
    #expect(found == wanted)
  }

  @Test func aGroupIsNotSplit() throws {
    let (classifier, dataset) = try Self.classifier(weight: nil, groups: ["g"])
    var store = try Self.store(classifier, groups: ["g"])
    let (training, stopping) = try store.finished()
    // The first number of every row is another.
    let design = classifier.encoder.encode(dataset, rows: Array(0..<dataset.rows))
    let groups = try #require(dataset.groups)
    let groupOf = Dictionary(
      uniqueKeysWithValues: (0..<dataset.rows).map { (design.floats.numbers[$0, 0], groups[$0]) })
    func met(in parts: StoredRows) throws -> Set<Int32> {
      Set(
        try parts.partRows.indices.flatMap { part in
          Self.rows(try parts.part(part)).compactMap { groupOf[$0.numbers[0]] }
        })
    }
    let (learnt, stopped) = (try met(in: training), try met(in: stopping))
    #expect(learnt.isDisjoint(with: stopped))
    #expect(learnt.count + stopped.count == 50 && 3...20 ~= stopped.count)
  }

  @Test func aSinglePartTrainsTheBitsOfRowsInMemory() throws {
    let (classifier, _) = try Self.classifier(weight: "w", groups: [])
    var store = try Self.store(classifier, weight: "w")
    let (training, stopping) = try store.finished()
    #expect(training.partRows.count == 1)
    func trained(_ rows: any RowParts, _ heldOut: any RowParts) throws -> NeuralNetwork {
      var network = try #require(classifier.model.network)
      try NetworkTrainer(
        Objective(SigmoidCrossEntropy()), optimizer: .adam(), learningRate: 0.01, dropout: 0.2
      ).train(
        &network, onParts: rows, heldOut: heldOut, epochs: 3, patience: 2, scoresTraining: true
      ) { _ in true }
      return network
    }
    let memory = try trained(try training.part(0), try stopping.part(0))
    #expect(try trained(training, stopping) == memory)
    #expect(memory != classifier.model.network)
  }

  @Test func scoresOfPartsAreThoseOfAllRows() throws {
    let (classifier, dataset) = try Self.classifier(weight: "w", groups: [])
    var store = try Self.store(classifier, weight: "w", memory: 5_000)
    let (training, stopping) = try store.finished()
    #expect(training.partRows.count > 3 && stopping.partRows.count > 1)
    let network = try #require(classifier.model.network)
    let design = classifier.encoder.encode(dataset, rows: Array(0..<dataset.rows))
    let whole = network.scores(
      RowTargets(dataset.targets.map(\.labels)).trainingRows(
        design.floats, weights: dataset.weights ?? []), threads: 1)
    let parts = try [training, stopping].map { parts in
      (
        try network.scores(inParts: parts, threads: 1),
        try parts.partRows.indices.reduce(0) { $0 + (try parts.part($1).weights.reduce(0, +)) }
      )
    }
    let weight = parts.reduce(0) { $0 + $1.1 }
    let logLoss = parts.reduce(0) { $0 + $1.0.logLoss * $1.1 } / weight
    let accuracy = parts.reduce(0) { $0 + $1.0.accuracy * $1.1 } / weight
    #expect(abs(logLoss - whole.logLoss) < 1e-12)
    #expect(abs(accuracy - whole.accuracy) < 1e-12)
  }

  @Test func aNetworkLearnsFromManyPartsAndTheRecordSaysSo() throws {
    let (classifier, dataset) = try Self.classifier(weight: nil, groups: [])
    var store = try Self.store(classifier, memory: 5_000)
    var made = try store.trained(seed: RandomSeed(3), epoch: nil)
    let stored = try #require(made.record?.stored)
    #expect(stored.rows == 1188 && stored.bytes > 0)
    let logLoss = try made.scores(on: dataset).logLoss.mean
    #expect(logLoss < 0.62)
    #expect(abs((stored.stoppingLogLoss ?? 0) - logLoss) < 0.1)
    // A file of it says it too.
    made = try TableClassifier(fileBytes: made.fileBytes)
    #expect(made.record?.stored == stored)
    #expect(classifier.record?.stored == nil)
  }

  @Test func aLossThatDividesOutItsBalanceDoesSoByTheRowsThatItLearntFrom() throws {
    let loss = ComparedLoss(.priorCorrectedCrossEntropy)
    let (classifier, dataset) = try Self.classifier(weight: nil, groups: [], loss: loss)
    var store = try Self.store(classifier, memory: 5_000)
    let made = try store.trained(seed: RandomSeed(3), epoch: nil)
    let offsets = try #require(made.maps[0].first?.offsets)
    let share = Double(dataset.targets[0].labels.count { $0 == 1 }) / Double(dataset.rows)
    #expect(abs(offsets[1] - offsets[0] - log(share / (1 - share))) < 0.1)
  }

  @Test func aRareClassIsOneOfTheOthersWhereTheyAreMerged() throws {
    var rows = Self.csv
    for row in 0..<40 { rows += "0.\(row),1,red,one,1,g,other\n" }
    let table = try Self.reader.read(bytes: Array(rows.utf8), name: "t.csv")
    let roles = Dataset.Roles(target: "y", ignored: ["w", "g", "note"])
    let dataset = try Dataset(table, roles: roles)
    let classifier = try TableClassifier.fit(
      dataset, model: .network(hidden: [DenseLayer(3, activation: .relu)]), loss: .baseline,
      reading: .asTrained, values: [0.05], seed: RandomSeed(1))
    let more = rows + "0.5,1,red,one,1,g,new\n"
    var store = try Self.store(classifier, csv: more, mergesRare: true)
    let (training, stopping) = try store.finished()
    let place = try #require(classifier.classes[0].firstIndex(of: "other"))
    let others = try [training, stopping].reduce(0) { sum, parts in
      try parts.partRows.indices.reduce(sum) {
        $0 + (try parts.part($1)).labels.count { Int($0) == place }
      }
    }
    #expect(others == 41)
  }

  /// What inner folds have taught of log-probabilities that lie so far apart holds for others that lie farther apart.
  @Test func theMapOfALossIsOfTheLogProbabilitiesOfTheNewNetwork() throws {
    let (known, dataset) = try Self.classifier(weight: nil, groups: [])
    let classifier = try TableClassifier.fit(
      dataset, model: .network(hidden: [DenseLayer(3, activation: .relu)]),
      loss: ComparedLoss(.focal), reading: .recalibrated, values: [0.05], seed: RandomSeed(1))
    #expect(known.maps == [[]])
    var store = try Self.store(classifier, memory: 5_000)
    let rows = try store.finished().training.part(0)
    let made = try store.trained(seed: RandomSeed(3), epoch: nil)
    func divided(_ classifier: TableClassifier) throws -> Double {
      let network = try #require(classifier.model.network)
      let logits = network.doubleLogits(rows.inputs)
      var pairs = ContiguousArray<Double>()
      for row in 0..<logits.rows { pairs += [0, logits[row, 0]] }
      let map = try #require(classifier.maps[0].last)
      return map.scale
        * spread(of: Matrix(rows: logits.rows, columns: 2, fitting: pairs))
    }
    let (before, after) = (try divided(classifier), try divided(made))
    #expect(abs(before - after) < 1e-9 * before)
    #expect(made.maps[0].last?.scale != classifier.maps[0].last?.scale)
    #expect(made.maps[0].last?.offsets == classifier.maps[0].last?.offsets)
  }

  @Test(arguments: [
    ("y", "1,1,red,one,1,g,c\n", RowStore.Fault.unknownClass(target: "y", class: "c")),
    ("w", "1,1,red,one,-1,g,a\n", .negativeWeight(column: "w", -1)),
    ("w", "1,1,red,one,,g,a\n", .missingWeight(column: "w")),
    ("g", "1,1,red,one,1,,a\n", .missingGroup(column: "g")),
  ])
  func aRowThatCannotBeLearntFromIsRefused(
    column: String, line: String, fault: RowStore.Fault
  ) throws {
    let weight: String? = column == "w" ? "w" : nil
    let groups: [String] = column == "g" ? ["g"] : []
    let (classifier, _) = try Self.classifier(weight: weight, groups: groups)
    #expect(throws: fault) {
      try Self.store(classifier, weight: weight, groups: groups, csv: Self.csv + line)
    }
  }
}
