import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyLearning
import TestSupport
import Testing

/// A classifier, and a table to predict that has what training's had not.
struct ONNXCase: Sendable {
  let classifier: TableClassifier
  let csv: String

  /// Classifiers of every kind, by a name.
  static let all: [String: ONNXCase] = {
    do {
      return try made()
    } catch {
      Issue.record("\(error)")
      return [:]
    }
  }()

  private static func made() throws -> [String: ONNXCase] {
    let two = try dataset(csv: mixed(classes: 2), roles: Dataset.Roles(target: "y"))
    let three = try dataset(csv: mixed(classes: 3), roles: Dataset.Roles(target: "y"))
    let labels = try dataset(csv: weather, roles: Dataset.Roles(targets: ["wet", "cold", "dark"]))
    let names = try dataset(csv: oddNames, roles: Dataset.Roles(target: "결과 \"y\""))
    let many = try dataset(csv: manyLevels, roles: Dataset.Roles(target: "y"))
    let numbers = try dataset(csv: onlyNumbers, roles: Dataset.Roles(target: "y"))
    func network(_ widths: Int..., as activation: DenseLayer.Activation) -> ModelKind {
      .network(hidden: widths.map { DenseLayer($0, activation: activation) })
    }
    var made: [String: ONNXCase] = [:]
    func add(_ name: String, _ classifier: TableClassifier, _ csv: String) {
      made[name] = ONNXCase(classifier: classifier, csv: csv)
    }
    add("linear-2", try .fit(two, values: [1e-3]), other)
    add("linear-3", try .fit(three, values: [1e-3]), other)
    add(
      "focal-recalibrated",
      try .fit(two, loss: ComparedLoss(parsing: "focal:gamma=2"), reading: .recalibrated), other)
    add(
      "prior-corrected",
      try .fit(three, loss: ComparedLoss(.priorCorrectedCrossEntropy), values: [1e-3]), other)
    add(
      "prior-corrected-2-recalibrated",
      try .fit(
        two, loss: ComparedLoss(.priorCorrectedCrossEntropy), reading: .recalibrated,
        values: [1e-3, 1e-2]), other)
    add(
      "network-3-recalibrated",
      try .fit(
        three, model: network(5, as: .relu), reading: .recalibrated, values: [1e-2, 1e-1]), other)
    add("network-2", try .fit(two, model: network(4, 3, as: .tanh), values: [1e-2]), other)
    add("network-3", try .fit(three, model: network(4, 3, as: .sigmoid), values: [1e-2]), other)
    add("labels", try .fit(labels, values: [1e-2]), otherWeather)
    add(
      "labels-recalibrated",
      try .fit(labels, loss: ComparedLoss(.balancedCrossEntropy), reading: .recalibrated),
      otherWeather)
    add(
      "labels-network", try .fit(labels, model: network(4, as: .relu), values: [1e-2]), otherWeather
    )
    add("odd-names", try .fit(names, values: [1e-3]), otherOddNames)
    add(
      "odd-names-network", try .fit(names, model: network(3, as: .tanh), values: [1e-2]),
      otherOddNames)
    add("many-levels", try .fit(many, values: [1e-4]), manyLevels + "new,a\n,b\n")
    add("only-numbers", try .fit(numbers, values: [1e-3]), otherNumbers)
    add(
      "only-numbers-network", try .fit(numbers, model: network(3, as: .relu), values: [1e-2]),
      otherNumbers)
    add("ties", try ties(three), other)
    add("ties-2", try ties(two), other)
    add("ties-labels", try ties(labels), otherWeather)
    for number in 0..<60 { made["random-\(number)"] = try random(UInt64(number)) }
    return made
  }

  /// A classifier for which every class is as probable as any other.
  private static func ties(_ data: Dataset) throws -> TableClassifier {
    let encoder = TableEncoder(data)
    let classes = data.targets.map(\.classes.count)
    let layer =
      classes.count > 1
      ? DenseLayer(classes.count, activation: .sigmoid)
      : classes[0] == 2
        ? DenseLayer(1, activation: .sigmoid) : DenseLayer(classes[0], activation: .softmax)
    return TableClassifier(
      encoder: encoder,
      model: .network(
        try NeuralNetwork(
          NetworkArchitecture([layer]), features: encoder.width,
          start: .normal(deviation: 0))))
  }

  /// Numbers and texts of which some are missing, and dates.
  private static func mixed(classes: Int) -> String {
    let seed = RandomSeed(7)
    var text = "size,day,colour,shape,y\n"
    for i in 0..<90 {
      let label = seed.uniform(UInt64(5 * i)) < 0.3 ? 0 : i % classes
      let at = UInt64(5 * i + 1)
      let size = seed.uniform(at) < 0.1 ? "" : "\(Double(label) + 2 * seed.uniform(at + 1))"
      let colour = ["red", "green", "blue", ""][Int(4 * seed.uniform(at + 2))]
      let shape = ["round", "square"][Int(2 * seed.uniform(at + 3))]
      text += "\(size),2024-0\(1 + i % 9)-1\(i % 7),\(colour),\(shape),c\(label)\n"
    }
    return text
  }

  /// Missing cells also where training had none, other levels, another order, and numbers far away.
  private static let other = """
    shape,colour,size,day
    round,red,0.5,2024-02-11
    square,violet,1.25,2025-01-01
    oval,,,2024-05-05
    ,blue,-3,
    round,Red,1e300,1900-01-01
    square,green,-1e300,2024-03-03
    "round ",blue,0,2024-04-16

    """

  private static let weather: String = {
    let seed = RandomSeed(8)
    var text = "size,month,wet,cold,dark\n"
    for i in 0..<120 {
      let (x, y) = (seed.uniform(UInt64(3 * i)), seed.uniform(UInt64(3 * i + 1)))
      let month = ["may", "june", "july"][i % 3]
      let dark = seed.uniform(UInt64(3 * i + 2)) < 0.2 + 0.3 * Double(i % 3) ? 1 : 0
      text += "\(x),\(month),\(x + y > 1.2 ? "yes" : "no"),\(x > y ? "c" : "b"),\(dark)\n"
    }
    return text
  }()

  private static let otherWeather =
    "size,month\n0.1,may\n0.9,june\n,july\n0.5,august\n-40,\n7,may\n"

  /// Columns and levels of any name: those of the outputs and of inner values, quotes, dots, line ends.
  private static let oddNames: String = {
    let seed = RandomSeed(9)
    let levels = ["가 나", "\"\"x\"\"", "a.b/c", "1\n2", "é", "xent:1"]
    var text =
      "label,label_,probabilities,größe,\"a \"\"b\"\".c\",xent:Concat_1,글자,\"결과 \"\"y\"\"\"\n"
    for i in 0..<120 {
      let at = UInt64(4 * i)
      let level = levels[Int(6 * seed.uniform(at))]
      let y = ["네, \"\"정말\"\"", "아니오", "ß"][i % 3]
      text += "\(i % 5),\(seed.uniform(at + 1)),\(Double(i % 3) + seed.uniform(at + 2)),"
      text += "\(i % 7),\(i % 2 == 0 ? "x" : "y"),\(seed.uniform(at + 3)),\"\(level)\",\"\(y)\"\n"
    }
    return text
  }()

  private static let otherOddNames = """
    label,label_,probabilities,größe,"a ""b"".c",xent:Concat_1,글자
    1,0.5,0.25,3,x,0.5,가 나
    2,0.25,1.5,4,y,0.5,\"""x""\"
    3,0.125,2.5,1,y,0.5,"1
    2"
    ,,,,,,
    0,0.5,2,0,z,0.5,나
    0,0.5,2,0,x,0.5,é

    """

  /// A thousand levels, each of which says a little.
  private static let manyLevels: String = {
    let seed = RandomSeed(10)
    var text = "level,y\n"
    for i in 0..<3000 {
      let level = i % 1000
      text += "L\(level),\(seed.uniform(UInt64(i)) < Double(level % 10) / 10 ? "b" : "a")\n"
    }
    return text
  }()

  /// Numbers of other magnitudes: whole ones beyond 2⁵³, tiny and huge ones, a constant but for missing cells.
  private static let onlyNumbers: String = {
    let seed = RandomSeed(11)
    var text = "when,tiny,huge,year,one,y\n"
    for i in 0..<100 {
      let at = UInt64(5 * i)
      let label = i % 2
      text += "\(1_700_000_000_000_000_000 + 1_000_000 * Int(1000 * seed.uniform(at)) + 7 * label),"
      text += "\(1e-200 * (Double(label) + 2 * seed.uniform(at + 1))),"
      text += "\(1e200 * (Double(label) + 3 * seed.uniform(at + 2))),"
      text += "\(2000 + i % 20),\(i % 4 == 0 ? "" : "5"),\(label == 0 ? "n" : "p")\n"
    }
    return text
  }()

  private static let otherNumbers = """
    when,tiny,huge,year,one
    1700000000500000000,1e-200,1e200,2010,5
    1700000000000000000,2e-200,,1990,
    ,0,-1e200,2024,6
    1600000000000000000,1,1e-200,,5

    """
}
