internal import CrossEntropyFiles

/// A graph of ONNX operators as it grows; every value in it is known by its name.
///
/// The numbers behind `add` are those of the fields in onnx.proto.
struct Graph {
  private var nodes: [ProtocolBuffer] = []
  private var constants: [ProtocolBuffer] = []
  private var inputs: [ProtocolBuffer] = []
  private var outputs: [ProtocolBuffer] = []
  /// What the names of inner values begin with, and no input's name does.
  private let prefix: String
  private var count = 0

  /// A graph whose inputs have these names.
  init(inputs names: [String]) {
    var prefix = "xent:"
    while names.contains(where: { $0.hasPrefix(prefix) }) { prefix = "xent" + prefix }
    self.prefix = prefix
  }

  /// The types of numbers and texts that are used here, by their numbers in onnx.proto.
  enum ElementType: Int {
    case float = 1
    case int64 = 7
    case string = 8
    case double = 11
  }

  /// What an operator is told beside its inputs.
  enum Attribute {
    case int(Int)
    case ints([Int])
    case strings([String])
  }

  /// One value per row, or one row of several: the extent of a dimension is nil where it is the number of rows.
  mutating func addInput(_ name: String, _ type: ElementType, shape: [Int?], about: String) {
    inputs.append(valueInfo(name, type, shape, about))
  }

  /// Says which value is an output.
  mutating func addOutput(_ name: String, _ type: ElementType, shape: [Int?], about: String) {
    outputs.append(valueInfo(name, type, shape, about))
  }

  /// Adds an operator, and gives the name of its output.
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: KeyValuePairs<String, Attribute> = [:],
    domain: String = "", as name: String? = nil
  ) -> String {
    let output = name ?? newName(operation)
    nodes.append(
      .message {
        for input in inputs { $0.add(1, input) }
        $0.add(2, output)
        $0.add(3, output)
        $0.add(4, operation)
        for (name, attribute) in attributes { $0.add(5, attributeMessage(name, attribute)) }
        if !domain.isEmpty { $0.add(7, domain) }
      })
    return output
  }

  /// Adds numbers of the model, and gives their name.
  mutating func constant(_ tensor: SafeTensors.Tensor, _ name: String) -> String {
    let type: ElementType = tensor.type == .float ? .float : .double
    return constant(name, type, shape: tensor.shape) { $0.add(9, tensor.bytes) }
  }

  /// Adds whole numbers.
  mutating func constant(_ numbers: [Int], shape: [Int], _ name: String) -> String {
    constant(name, .int64, shape: shape) { for number in numbers { $0.add(7, number) } }
  }

  /// Adds texts.
  mutating func constant(_ texts: [String], _ name: String) -> String {
    constant(name, .string, shape: [texts.count]) { for text in texts { $0.add(6, text) } }
  }

  /// Gives numbers another type, unless it is theirs.
  mutating func cast(_ name: String, from type: ElementType, to other: ElementType) -> String {
    type == other ? name : add("Cast", [name], ["to": .int(other.rawValue)])
  }

  /// The message GraphProto.
  func message(name: String) -> ProtocolBuffer {
    .message {
      for node in nodes { $0.add(1, node) }
      $0.add(2, name)
      for constant in constants { $0.add(5, constant) }
      for input in inputs { $0.add(11, input) }
      for output in outputs { $0.add(12, output) }
    }
  }

  private mutating func constant(
    _ name: String, _ type: ElementType, shape: [Int], _ addContent: (inout ProtocolBuffer) -> Void
  ) -> String {
    let name = newName(name)
    constants.append(
      .message {
        for extent in shape { $0.add(1, extent) }
        $0.add(2, type.rawValue)
        addContent(&$0)
        $0.add(8, name)
      })
    return name
  }

  private mutating func newName(_ text: String) -> String {
    count += 1
    return "\(prefix)\(text)_\(count)"
  }
}

/// The message AttributeProto.
private func attributeMessage(_ name: String, _ attribute: Graph.Attribute) -> ProtocolBuffer {
  .message {
    $0.add(1, name)
    switch attribute {
    case .int(let number):
      $0.add(3, number)
      $0.add(20, 2)
    case .ints(let numbers):
      for number in numbers { $0.add(8, number) }
      $0.add(20, 7)
    case .strings(let texts):
      for text in texts { $0.add(9, text) }
      $0.add(20, 8)
    }
  }
}

/// The message ValueInfoProto of a tensor.
private func valueInfo(
  _ name: String, _ type: Graph.ElementType, _ shape: [Int?], _ about: String
) -> ProtocolBuffer {
  let dimensions = ProtocolBuffer.message {
    for extent in shape {
      $0.add(1, .message { if let extent { $0.add(1, extent) } else { $0.add(2, "rows") } })
    }
  }
  let tensor = ProtocolBuffer.message {
    $0.add(1, type.rawValue)
    $0.add(2, dimensions)
  }
  return .message {
    $0.add(1, name)
    $0.add(2, .message { $0.add(1, tensor) })
    $0.add(3, about)
  }
}
