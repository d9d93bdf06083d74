import CrossEntropyFiles
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct DatasetFuzzTests {
  @Test(
    "Any table that can be read becomes a dataset of finite numbers or an error that has its place")
  func anyTable() {
    let failures = fuzz("DatasetFuzzTests", executions: 1000) { random in
      let file = RandomTable(&random, isSound: random.once(in: 2))
      let roles = roles(of: file, &random)
      let reader = TableReader(
        textColumns: roles.textColumns, numberColumns: roles.numberColumns)
      guard let table = try? reader.read(bytes: file.bytes, name: "t.csv") else { return [] }
      do throws(DatasetError) {
        return problems(
          try Dataset(table, roles: roles), table,
          isPlain: roles.numeric.isEmpty && roles.categorical.isEmpty, &random)
      } catch {
        let line = error.place.line ?? 0
        let isThere =
          line == table.headerLine
          || (0..<table.rowCount).contains { table.line(ofRow: $0) == line }
        return isThere && error.place.file == "t.csv" ? [] : ["\(error) is nowhere"]
      }
    }
    #expect(failures == [])
  }
}

private func roles(of file: RandomTable, _ random: inout SplitMix64) -> Dataset.Roles {
  let names = file.names.map { String(decoding: $0, as: UTF8.self) } + ["x"]
  func name() -> String {
    random.once(in: 30) ? random.pick(names) : names[max(0, names.count - 2)]
  }
  var targets = [name()]
  while random.once(in: 8) { targets.append(random.pick(names)) }
  var roles = Dataset.Roles(targets: targets)
  if random.once(in: 6) { roles.weight = random.pick(names) }
  if random.once(in: 6) { roles.groups = [random.pick(names)] }
  if random.once(in: 20) { roles.groups.append(random.pick(names)) }
  if random.once(in: 8) { roles.kept = [random.pick(names)] }
  if random.once(in: 8) { roles.numeric = [random.pick(names)] }
  if random.once(in: 8) { roles.categorical = [random.pick(names)] }
  roles.labels.areClasses = random.once(in: 3)
  if random.once(in: 4) { roles.labels.mergesBelow = 3 }
  if random.once(in: 8) { roles.labels.positive = random.pick(["a", "0", "1", "no"]) }
  if random.once(in: 6) { roles.labels.missingTokens = ["a", "NA"] }
  if random.once(in: 6) { roles.ignored = [random.pick(names)] }
  return roles
}

private func problems(
  _ dataset: Dataset, _ table: DataTable, isPlain: Bool, _ random: inout SplitMix64
) -> [String] {
  var problems: [String] = []
  func check(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
  check(dataset.rows > 0, "no rows")
  for target in dataset.targets {
    check(target.labels.count == dataset.rows, "labels by other rows")
    check(
      Set(target.labels).sorted() == target.classes.indices.map { Int32($0) },
      "a class without a row, or a label without a class")
  }
  if let weights = dataset.weights {
    check(weights.count == dataset.rows, "weights by other rows")
    let mean = weights.reduce(0, +) / Double(weights.count)
    check(weights.allSatisfy { $0 > 0 } && abs(mean - 1) < 1e-9, "weights of mean \(mean)")
  }
  check(dataset.groups.map { $0.count == dataset.rows } ?? true, "groups by other rows")

  let training = (0..<dataset.rows).filter { _ in !random.once(in: 3) }
  guard !training.isEmpty else { return problems }
  let encoder = FeatureEncoder(dataset, rows: training)
  let design = encoder.encode(dataset, rows: Array(0..<dataset.rows))
  for row in 0..<dataset.rows {
    for feature in 0..<design.features where !design[row, feature].isFinite {
      return problems + ["\(design[row, feature]) in row \(row)"]
    }
  }
  // A column that is read otherwise on request is not read so from the table alone.
  if !isPlain { return problems }
  let columns = try? Schema(dataset).select(from: table)
  check(columns?.count == dataset.features.count, "another schema")
  return problems
}
