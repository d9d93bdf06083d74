internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A column that is read, and how its cells become features.
struct InputColumn {
  /// The name of the input.
  let name: String
  let column: Schema.Column
  let rule: EncodingRule
}

// From the cells of a table to the first sums of a model.
extension Graph {
  /// Adds the inputs: one per column, a cell per row.
  mutating func addInputs(_ columns: [InputColumn]) {
    for column in columns {
      var (type, width) = (ElementType.double, 1)
      switch column.rule {
      case .number: break
      case .category: type = .string
      case .sparse(let rule): width = rule.inputs
      }
      addInput(column.name, type, shape: [nil, width], about: column.inputDescription)
    }
  }

  /// xW + b of the encoded rows, whose features are those of `FeatureEncoder`: numbers first.
  mutating func addFirstSums(_ layer: Layer, _ columns: [InputColumn]) -> String {
    var numbers: [NumberFeature] = []
    var categories: [CategoryFeature] = []
    var place = 0
    for column in columns {
      guard case .number(let rule) = column.rule else { continue }
      numbers.append(
        NumberFeature(
          name: column.name, offset: column.column.offset, rule: rule, place: place))
      place += rule.width
    }
    var sums: [String] = []
    // A network has sparse numbers among its numbers, a linear model behind its levels.
    let isNetwork = layer.type == .float
    if isNetwork { sums += addSparseSums(columns, layer, from: &place) }
    for column in columns {
      guard case .category(let rule) = column.rule else { continue }
      categories.append(CategoryFeature(name: column.name, rule: rule, place: place))
      place += rule.width
    }
    if !isNetwork { sums += addSparseSums(columns, layer, from: &place) }
    sums += addSums(of: numbers, layer) + addSums(of: categories, layer)
    return add("Sum", sums + [constant(layer.biases, "biases")])
  }

  /// What numbers, and marks of those that are missing, add to every unit.
  private mutating func addSums(of numbers: [NumberFeature], _ layer: Layer) -> [String] {
    if numbers.isEmpty { return [] }
    let cells = add("Concat", numbers.map(\.name), ["axis": .int(1)])
    let isMissing = add("IsNaN", [cells])
    // As `NumberRule` does it, in its order, so that the roundings are the same.
    let shifted = add("Sub", [cells, constant(numbers.map(\.offset), "offsets")])
    let scaled = add("Mul", [shifted, constant(numbers.map(\.rule.unit), "units")])
    let centred = add("Sub", [scaled, constant(numbers.map(\.rule.mean), "means")])
    let standard = add("Mul", [centred, constant(numbers.map(\.rule.scale), "scales")])
    let held = add("Clip", [standard, constant(-NumberRule.bound), constant(NumberRule.bound)])
    let values = add("Where", [isMissing, constant(0), held])
    let weights = constant(layer.weights(numbers.map(\.place)), "weights")
    var sums = [add("MatMul", [cast(values, from: .double, to: layer.type), weights])]
    if numbers.contains(where: \.rule.marksMissing) {
      let marks = add("Cast", [isMissing], ["to": .int(layer.type.rawValue)])
      let rows = numbers.map { $0.rule.marksMissing ? $0.place + 1 : nil }
      sums.append(add("MatMul", [marks, constant(layer.weights(rows), "weights")]))
    }
    return sums
  }

  /// What the columns of sparse numbers add to every unit, whose features begin at a place.
  private mutating func addSparseSums(
    _ columns: [InputColumn], _ layer: Layer, from place: inout Int
  ) -> [String] {
    var sums: [String] = []
    for column in columns {
      guard case .sparse(let rule) = column.rule else { continue }
      sums.append(addSums(of: column.name, rule, at: place, layer))
      place += rule.width
    }
    return sums
  }

  /// What sparse numbers add to every unit, places that training did not meet nothing.
  private mutating func addSums(
    of name: String, _ rule: SparseRule, at first: Int, _ layer: Layer
  ) -> String {
    var scales = [Double](repeating: 0, count: rule.inputs)
    var centres = scales
    var features = [Int?](repeating: nil, count: rule.inputs)
    for (index, place) in rule.places.enumerated() {
      scales[Int(place)] = rule.scales[index]
      centres[Int(place)] = rule.centres[index]
      features[Int(place)] = first + index
    }
    let scaled = add("Mul", [name, constant(scales, "scales")])
    let held = add("Clip", [scaled, constant(-NumberRule.bound), constant(NumberRule.bound)])
    let centred = add("Sub", [held, constant(centres, "means")])
    let weights = constant(layer.weights(features), "weights")
    return add("MatMul", [cast(centred, from: .double, to: layer.type), weights])
  }

  /// What levels add to every unit: the weights of each, gathered by its number.
  private mutating func addSums(of categories: [CategoryFeature], _ layer: Layer) -> [String] {
    guard let first = categories.first?.place else { return [] }
    let width = categories.reduce(0) { $0 + $1.rule.width }
    // The row of zeros below the weights: a level that training did not have adds nothing.
    let unknown = width
    let codes = categories.map { feature in
      var names = feature.rule.levels
      var codes = names.indices.map { feature.place - first + $0 }
      if !names.contains("") {
        codes.append(feature.rule.marksMissing ? feature.place - first + names.count : unknown)
        names.append("")
      }
      return add(
        "LabelEncoder", [feature.name],
        [
          "keys_strings": .strings(names), "values_int64s": .ints(codes),
          "default_int64": .int(unknown),
        ], domain: machineLearning)
    }
    let rows = (first..<first + width).map { Optional($0) } + [nil]
    let weights = constant(layer.weights(rows), "weights")
    let gathered = add("Gather", [weights, add("Concat", codes, ["axis": .int(1)])])
    let axis = constant([1], shape: [1], "axis")
    return [add("ReduceSum", [gathered, axis], ["keepdims": .int(0)])]
  }

  private mutating func constant(_ numbers: [Double], _ name: String) -> String {
    constant(SafeTensors.Tensor(shape: [numbers.count], numbers), name)
  }

  private mutating func constant(_ number: Double) -> String {
    constant(SafeTensors.Tensor(shape: [], [number]), "number")
  }
}

/// A column of numbers, and the place of its first feature among all.
private struct NumberFeature {
  let name: String
  let offset: Double
  let rule: NumberRule
  let place: Int
}

/// A column of levels, and the place of its first feature among all.
private struct CategoryFeature {
  let name: String
  let rule: CategoryRule
  let place: Int
}

extension InputColumn {
  /// What the cells are, for who feeds the model.
  fileprivate var inputDescription: String {
    switch column.kind {
    case .number where column.writing.isDate:
      "A date as days since 1970-01-01; NaN where it is missing."
    case .number: "A number; NaN where it is missing."
    case .category, .text: "A text; empty where it is missing."
    case .sparse: "A number per place, zeros included."
    }
  }
}

extension SparseRule {
  /// The places up to the last that training met, and one where it met none.
  var inputs: Int { Int(places.last ?? 0) + 1 }
}
