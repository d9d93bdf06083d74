import CrossEntropy
import Testing

/// An input at an edge, what each peer gives for it, and what stands here.
///
/// The page PeerEdges shows these rows; `XENT_RECORD=1` writes its tables anew.
struct PeerEdge: Sendable, CustomTestStringConvertible {
  let heading: String
  let input: String
  /// As the page shows them: torch, optax, Keras and scikit-learn.
  let peers: [String]
  let here: String
  /// True if the code does what `here` says.
  let holds: @Sendable () throws -> Bool

  init(
    _ heading: String, _ input: String, _ peers: [String], here: String,
    holds: @escaping @Sendable () throws -> Bool
  ) {
    self.heading = heading
    self.input = input
    self.peers = peers
    self.here = here
    self.holds = holds
  }

  var testDescription: String { "\(heading): \(input)" }
}

private let crossEntropy = SoftmaxCrossEntropy()
private let infinity = Double.infinity

private func ce(_ logits: [Double], _ label: Int) throws -> (value: Double, gradient: [Double]) {
  try crossEntropy.valueAndGradient(logits: logits, label: label)
}

private func bce(_ logit: Double, _ label: Int) throws -> (value: Double, gradient: [Double]) {
  try SigmoidCrossEntropy().valueAndGradient(logits: [logit], label: label)
}

private func isLabelError(_ label: Int) -> Bool {
  do {
    _ = try Objective(crossEntropy).value(logits: matrix([[1, 2, 3.0]]), labels: [label])
    return false
  } catch {
    return true
  }
}

private func uniform<S: LogitScalar>(_ classes: Int, _ scalar: S.Type) throws -> Double {
  try Objective(crossEntropy)
    .value(
      logits: Matrix(rows: 1, columns: classes, repeating: S(rounding: 0)), labels: [classes - 1]
    ).sum
}

private let softmaxEdges: [PeerEdge] = {
  let heading = "### Softmax cross entropy"
  return [
    PeerEdge(
      heading, "[1e4, −1e4, 0], y = 0", ["−0", "0 (labels), −0 (one-hot)", "0 TF, −0 J T", "0"],
      here: "0"
    ) {
      let (value, gradient) = try ce([1e4, -1e4, 0], 0)
      return value == 0 && value.sign == .plus && gradient == [0, 0, 0]
    },
    PeerEdge(
      heading, "[1e4, −1e4, 0], y = 1", ["20000", "20000", "20000", "20000"],
      here: "20000, gradient [1, −1, 0]"
    ) { try ce([1e4, -1e4, 0], 1) == (20_000, [1, -1, 0]) },
    PeerEdge(
      heading, "[3e38, −3e38, 0] in Float, y = 1", ["∞", "∞", "∞", "∞"], here: "6e38"
    ) {
      let z: [Float] = [3e38, -3e38, 0]
      let sum = try Objective(crossEntropy).value(logits: matrix([z]), labels: [1]).sum
      return sum == 2 * Double(z[0])
    },
    PeerEdge(
      heading, "+∞ at the target", ["NaN", "NaN", "NaN", "NaN"], here: "0, gradient 0"
    ) { try ce([1, infinity, -3], 1) == (0, [0, 0, 0]) },
    PeerEdge(
      heading, "+∞ elsewhere, y = 0",
      ["NaN", "∞, gradient NaN (labels), NaN (one-hot)", "NaN", "–"],
      here: "+∞, gradient [−1, 1, 0]"
    ) { try ce([1, infinity, -3], 0) == (infinity, [-1, 1, 0]) },
    PeerEdge(
      heading, "[−∞, 0, 1], y = 2: a masked class",
      ["0.31326166", "0.31326166", "sparse: NaN J, else 0.31326; dense NaN", "0.31326166"],
      here: "0.31326168751822283, gradient [0, .2689, −.2689]"
    ) {
      let (value, gradient) = try ce([-infinity, 0, 1], 2)
      return ulps(value, 0.31326168751822283) <= 2 && gradient[0] == 0
        && close(gradient[1], 0.2689414213699951)
    },
    PeerEdge(
      heading, "the same with a soft target", ["NaN", "NaN; `safe_` right", "NaN", "–"],
      here: "the same number"
    ) {
      try crossEntropy.value(logits: [-infinity, 0, 1], target: [0, 0, 1])
        == ce([-infinity, 0, 1], 2).value
    },
    PeerEdge(
      heading, "the same with smoothing 0.1", ["∞", "∞, `safe_` too", "∞", "–"], here: "+∞"
    ) {
      try Objective(crossEntropy, labelSmoothing: 0.1)
        .value(logits: matrix([[-infinity, 0, 1]]), labels: [2]).sum == infinity
    },
    PeerEdge(
      heading, "[−∞, 0, 1], y = 0: a masked truth",
      ["∞, gradient [−1, .2689, .7311]", "∞", "∞", "∞"],
      here: "+∞, gradient [−1, .2689, .7311], the row is named"
    ) {
      let (total, gradient) = try Objective(crossEntropy)
        .valueAndGradient(logits: matrix([[-infinity, 0, 1]]), labels: [0])
      return total.sum == infinity && total.firstInfiniteRows == [0]
        && close(Array(gradient.row(0)), [-1, 0.2689414213699951, 0.7310585786300049])
    },
    PeerEdge(
      heading, "every class −∞", ["NaN", "NaN", "NaN", "NaN"], here: "+∞, gradient −1 on the truth"
    ) { try ce([-infinity, -infinity], 1) == (infinity, [0, -1]) },
    PeerEdge(
      heading, "NaN in a counted row", ["NaN", "NaN", "NaN", "NaN; metrics raise"], here: "NaN"
    ) { try ce([.nan, 1], 1).value.isNaN },
    PeerEdge(
      heading, "[20, 0] in Float, y = 0: 2.06e-9", ["0", "–", "0", "–"],
      here: "2.0611537e-9"
    ) {
      let sum = try Objective(crossEntropy).value(logits: matrix([[20 as Float, 0]]), labels: [0])
        .sum
      return floatUlps(Float(sum), 2.0611536203143807e-9) <= 1
    },
    PeerEdge(
      heading, "[40, 0] in Double, y = 0: 4.25e-18", ["0", "0", "–", "0"],
      here: "4.248354255291589e-18"
    ) { try ce([40, 0], 0).value == 4.248354255291589e-18 },
    PeerEdge(
      heading, "[10003, 10000] in Float, y = 0: 0.048587352",
      [".04858733", ".04882812", ".04858733", ".04882812"], here: "0.04858735"
    ) {
      let sum = try Objective(crossEntropy)
        .value(logits: matrix([[10003 as Float, 10000]]), labels: [0]).sum
      return floatUlps(Float(sum), 0.048587351573742059) <= 2
    },
    PeerEdge(heading, "one class", ["0", "0", "0", "metrics raise"], here: "0, gradient 0") {
      try ce([3], 0) == (0, [0])
    },
  ]
}()

private let sigmoidEdges: [PeerEdge] = {
  let heading = "### Sigmoid cross entropy"
  return [
    PeerEdge(
      heading, "z = ±∞ and right", ["NaN", "NaN", "NaN", "NaN"], here: "0, gradient 0"
    ) { try bce(infinity, 1) == (0, [0]) && bce(-infinity, 0) == (0, [0]) },
    PeerEdge(
      heading, "z = ±∞ and wrong", ["∞, NaN", "∞", "NaN TF, ∞ J; ∞, NaN T", "NaN, ∞"],
      here: "+∞, gradient ±1"
    ) { try bce(infinity, 0) == (infinity, [1]) && bce(-infinity, 1) == (infinity, [-1]) },
    PeerEdge(
      heading, "z = ±1e4", ["0 or 1e4", "the same", "the same", "the same"], here: "the same"
    ) {
      try bce(1e4, 1) == (0, [0]) && bce(1e4, 0) == (1e4, [1]) && bce(-1e4, 1) == (1e4, [-1])
    },
    PeerEdge(
      heading, "z = 40, y = 1, in Double",
      [
        "4.248354255291589e-18", "4.248354255291589e-18", "–", "0",
      ], here: "4.248354255291589e-18"
    ) { try bce(40, 1).value == 4.248354255291589e-18 },
    PeerEdge(
      heading, "p = 0 and y = 1, ready probabilities",
      ["100, a clamp", "–", "16.118, a clip", "36.04, a clip"],
      here: "+∞, or what clip you write"
    ) { try SigmoidCrossEntropy().value(probabilities: [0], label: 1) == infinity },
  ]
}()

private let targetEdges: [PeerEdge] = {
  let heading = "### Targets"
  return [
    PeerEdge(
      heading, "label C",
      [
        "IndexError", "NaN, but a finite wrong gradient", "raises TF, −0 J, IndexError T",
        "returns log-sum-exp; metrics raise",
      ],
      here: "an error that names the row"
    ) { isLabelError(3) },
    PeerEdge(
      heading, "label −1", ["IndexError", "the last class", "raises TF, −0 J, IndexError T", "–"],
      here: "an error that names the row"
    ) { isLabelError(-1) },
    PeerEdge(
      heading, "label −100", ["ignored", "NaN", "raises TF, −0 J, 0 T", "–"],
      here: "an error, unless −100 is among `ignoredLabels`"
    ) {
      let ignoring = try Objective(crossEntropy, ignoredLabels: [-100])
        .value(logits: matrix([[1, 2, 3.0]]), labels: [-100])
      return isLabelError(-100) && ignoring.sum == 0 && ignoring.countedRows == 0
    },
    PeerEdge(
      heading, "a target of zeros", ["−0", "−0", "0 or −0", "–"], here: "0, gradient 0"
    ) { try crossEntropy.valueAndGradient(logits: [3, 1], target: [0, 0]) == (0, [0, 0]) },
  ]
}()

private let batchEdges: [PeerEdge] = {
  let heading = "### Batches"
  return [
    PeerEdge(
      heading, "NaN logits in an ignored row",
      [
        "finite, gradient NaN", "NaN by a mask, right by `where`", "finite; by weight 0 NaN", "–",
      ], here: "never read: finite, gradient 0"
    ) {
      let (total, gradient) = try Objective(crossEntropy, ignoredLabels: [-1])
        .valueAndGradient(logits: matrix([[1, 0], [.nan, 0]]), labels: [1, -1])
      return total.sum.isFinite && gradient.row(1) == [0, 0]
    },
    PeerEdge(
      heading, "a weight of 0 on an infinite loss", ["NaN", "–", "NaN", "–"], here: "0"
    ) {
      try Objective(crossEntropy)
        .value(logits: matrix([[-infinity, 0]]), labels: [0], rowWeights: [0]).sum == 0
    },
    PeerEdge(
      heading, "no row", ["mean NaN, sum 0", "mean NaN", "no scalar", "metrics raise; NaN"],
      here: "sum 0, every mean `nil`"
    ) {
      let total = try Objective(crossEntropy)
        .value(logits: Matrix<Double>(rows: 0, columns: 3, elements: []), labels: [Int]())
      return total.sum == 0 && total.meanOverRows == nil
    },
    PeerEdge(
      heading, "every row ignored", ["NaN", "0/0; by `where` 0", "0", "–"],
      here: "sum 0, `meanOverRows` 0, `meanOverCountedRows` `nil`"
    ) {
      let total = try Objective(crossEntropy, ignoredLabels: [-1])
        .value(logits: matrix([[1, 2.0]]), labels: [-1])
      return total.sum == 0 && total.meanOverRows == 0 && total.meanOverCountedRows == nil
    },
    PeerEdge(
      heading, "every class weight 0", ["NaN", "–", "0", "raises"],
      here: "sum 0, `meanOverWeight` `nil`"
    ) {
      let total = try Objective(crossEntropy, classWeights: [0, 0])
        .value(logits: matrix([[1, 2.0]]), labels: [1])
      return total.sum == 0 && total.meanOverWeight == nil
    },
  ]
}()

private let halfEdges: [PeerEdge] = {
  let heading = "### Half precision and large vocabularies"
  return [
    PeerEdge(
      heading, "Float16, 10 000 rows of ln 1000: the mean, 6.907755", ["∞", "6.906", "∞", "–"],
      here: "6.9077553"
    ) {
      let z = Matrix(rows: 10_000, columns: 1000, repeating: Float16(1))
      let total = try Objective(crossEntropy)
        .value(logits: z, labels: [Int](repeating: 7, count: 10_000))
      return floatUlps(Float(total.meanOverRows ?? .nan), 6.907755278982137) <= 1
    },
    PeerEdge(
      heading, "Float16, 60000 against −60000", ["∞", "∞", "–", "–"],
      here: "the rounded logits' difference"
    ) {
      let z: [Float16] = [60000, -60000]
      let sum = try Objective(crossEntropy).value(logits: matrix([z]), labels: [1]).sum
      return sum == Double(z[0]) - Double(z[1])
    },
    PeerEdge(
      heading, "262 144 equal logits, Float16: 12.476649",
      ["∞", "∞", "12.4766 TF, NaN J, ∞ T", "–"],
      here: "12.47665"
    ) { floatUlps(Float(try uniform(262_144, Float16.self)), 12.476649250079015) <= 1 },
    PeerEdge(
      heading, "the same, BFloat16", ["12.5", "12.5", "12.5", "–"], here: "12.47665"
    ) { floatUlps(Float(try uniform(262_144, BFloat16.self)), 12.476649250079015) <= 1 },
    PeerEdge(
      heading, "label 257 of 300 with BFloat16 logits", ["–", "–", "scored as 256", "–"],
      here: "right"
    ) {
      var z = Matrix(rows: 1, columns: 300, repeating: BFloat16(rounding: 0))
      z[0, 257] = BFloat16(rounding: 10)
      let total = try Objective(crossEntropy).value(logits: z, labels: [257])
      let expected = try crossEntropy.value(
        logits: (0..<300).map { $0 == 257 ? 10.0 : 0 }, label: 257)
      return floatUlps(Float(total.sum), expected) <= 4
    },
  ]
}()

private let measureEdges: [PeerEdge] = {
  let heading = "### Measures"
  return [
    PeerEdge(
      heading, "D((0, 1) ‖ (0, 1)): both impossible", ["0", "0"], here: "0"
    ) { try divergence(of: [0, 1], from: [0, 1]) == 0 },
    PeerEdge(
      heading, "D((½, ½) ‖ (0, 1))", ["∞", "∞"], here: "+∞"
    ) { try divergence(of: [0.5, 0.5], from: [0, 1]) == infinity },
    PeerEdge(
      heading, "log-softmax of [+∞, 0, 0]", ["NaN, −∞, −∞", "–"], here: "0, −∞, −∞"
    ) { logSoftmax([infinity, 0, 0]) == [0, -infinity, -infinity] },
    PeerEdge(
      heading, "log-sum-exp of [−∞, −∞]", ["−∞", "–"], here: "−∞"
    ) { logSumExp([-infinity, -infinity]) == -infinity },
    PeerEdge(
      heading, "log σ(−1e4)", ["−10000", "–"], here: "−10000"
    ) { logSigmoid(-1e4) == -1e4 },
    PeerEdge(
      heading, "perplexity of [110, 0] with y = 1, [0, 0] with y = 0, Float", ["–", "∞"],
      here: "1.09e24"
    ) {
      let total = try Objective(crossEntropy)
        .value(logits: matrix([[110 as Float, 0], [0, 0]]), labels: [1, 0])
      let mean = total.meanOverRows ?? .nan
      return close(perplexity(ofMeanCrossEntropy: mean), 1.0880e24, 1e-3)
    },
  ]
}()

@Suite struct PeerEdgesTests {
  private static let libraries = ["torch", "optax", "Keras", "scikit-learn"]
  static let edges =
    softmaxEdges + sigmoidEdges + targetEdges + batchEdges + halfEdges + measureEdges

  @Test(arguments: edges)
  func standsHereAsThePageSays(_ edge: PeerEdge) throws {
    #expect(try edge.holds())
  }

  @Test func thePageShowsTheseRows() throws {
    for heading in Set(Self.edges.map(\.heading)) {
      let rows = Self.edges.filter { $0.heading == heading }
      let columns = rows[0].peers.count == 4 ? Self.libraries : ["scipy", "torchmetrics"]
      try expectTable(
        rows.map { [$0.input] + $0.peers + [$0.here] }, columns: ["input"] + columns + ["here"],
        under: heading, of: "PeerEdges")
    }
  }
}
