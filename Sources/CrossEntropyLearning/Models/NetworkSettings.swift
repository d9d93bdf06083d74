/// How a network is trained, beside its step size: by default at one size, with nothing left out and no decay.
public struct NetworkSettings: Sendable, Hashable {
  /// How the step size goes on over the epochs that a fit may take, 200.
  public var schedule: NetworkTrainer.Schedule
  /// How likely a hidden unit is left out of a row in training, from 0 to below 1.
  public var dropout: Double
  /// What AdamW takes off weights and biases by every step, times its size; 0 or more.
  public var weightDecay: Double

  /// Settings that are checked where a network is trained.
  public init(
    schedule: NetworkTrainer.Schedule = .constant, dropout: Double = 0, weightDecay: Double = 0
  ) {
    self.schedule = schedule
    self.dropout = dropout
    self.weightDecay = weightDecay
  }
}

extension NetworkTrainer.Schedule {
  /// The name, such as `constant`, `cosine`, `exponential:gamma=0.95` or `step:size=30:gamma=0.1`.
  public var name: String {
    switch self {
    case .constant: "constant"
    case .cosine: "cosine"
    case .exponential(let gamma): "exponential:gamma=\(gamma)"
    case .step(let size, let gamma): "step:size=\(size):gamma=\(gamma)"
    }
  }

  /// Reads such a name; nil for one that stands for no schedule.
  public init?(parsing text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var numbers: [Substring: Double] = [:]
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, let number = Double(pair[1]),
        numbers.updateValue(number, forKey: pair[0]) == nil
      else { return nil }
    }
    switch (parts[0], numbers.keys.sorted()) {
    case ("constant", []): self = .constant
    case ("cosine", []): self = .cosine
    case ("exponential", ["gamma"]): self = .exponential(gamma: numbers["gamma"] ?? .nan)
    case ("step", ["gamma", "size"]):
      guard let size = numbers["size"].flatMap({ Int(exactly: $0) }) else { return nil }
      self = .step(size: size, gamma: numbers["gamma"] ?? .nan)
    default: return nil
    }
    if (try? validate()) == nil { return nil }
  }
}

extension NetworkSettings {
  /// What follows a network's layers in the name of a model: nothing of what is as usual.
  var name: String {
    let usual = NetworkSettings()
    var parts: [String] = []
    if schedule != usual.schedule { parts.append("schedule=" + schedule.name) }
    if dropout != usual.dropout { parts.append("dropout=\(dropout)") }
    if weightDecay != usual.weightDecay { parts.append("weight_decay=\(weightDecay)") }
    return parts.map { ":" + $0 }.joined()
  }

  /// Reads what follows the layers; throws the part that is no setting.
  init(parsing parts: ArraySlice<String>) throws(ModelNameError) {
    self.init()
    var given: Set<String> = []
    var schedule: [String] = []
    for part in parts {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      guard pair.count == 2, given.insert(pair[0]).inserted else { throw .badSetting(part) }
      switch pair[0] {
      case "schedule": schedule = [pair[1]]
      case "gamma", "size":
        // They belong to the schedule before them.
        guard !schedule.isEmpty else { throw .badSetting(part) }
        schedule.append(part)
      case "dropout": dropout = Double(pair[1]) ?? .nan
      case "weight_decay": weightDecay = Double(pair[1]) ?? .nan
      default: throw .badSetting(part)
      }
    }
    if !schedule.isEmpty {
      let text = schedule.joined(separator: ":")
      guard let known = NetworkTrainer.Schedule(parsing: text) else {
        throw .badSetting("schedule=" + text)
      }
      self.schedule = known
    }
    try check()
  }

  /// Throws the setting that is out of its range, as a name would say it.
  func check() throws(ModelNameError) {
    if (try? schedule.validate()) == nil { throw .badSetting("schedule=" + schedule.name) }
    if !(0..<1 ~= dropout) { throw .badSetting("dropout=\(dropout)") }
    if !(weightDecay >= 0 && weightDecay.isFinite) {
      throw .badSetting("weight_decay=\(weightDecay)")
    }
  }
}
