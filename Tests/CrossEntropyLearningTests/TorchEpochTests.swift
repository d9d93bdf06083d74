import CrossEntropy
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// The two problems of `Scripts/torch_epochs.py`, which says what their starts and row orders are.
enum TorchProblem: Sendable {
  case three
  case two

  var architecture: NetworkArchitecture {
    switch self {
    case .three:
      NetworkArchitecture([
        DenseLayer(8, activation: .relu), DenseLayer(5, activation: .tanh),
        DenseLayer(3, activation: .softmax),
      ])
    case .two:
      NetworkArchitecture([
        DenseLayer(6, activation: .sigmoid), DenseLayer(1, activation: .sigmoid),
      ])
    }
  }

  var loss: any Loss {
    switch self {
    case .three: SoftmaxCrossEntropy()
    case .two: SigmoidCrossEntropy()
    }
  }

  /// Weights 0.5·sin(1 + 7l + 3i + 1.3j), biases 0.1·cos(2 + l + 1.7j).
  var start: NeuralNetwork {
    var parameters = ContiguousArray<Float>()
    var inputs = 4
    for (l, layer) in architecture.layers.enumerated() {
      let l = Double(l)
      for i in 0..<inputs {
        for j in 0..<layer.units {
          parameters.append(Float(0.5 * sin(1 + 7 * l + 3 * Double(i) + 1.3 * Double(j))))
        }
      }
      for j in 0..<layer.units { parameters.append(Float(0.1 * cos(2 + l + 1.7 * Double(j)))) }
      inputs = layer.units
    }
    return known { [parameters] in
      try NeuralNetwork(architecture, features: 4, parameters: parameters)
    }
  }

  /// Iris, or its last two species; row i is row (37·i) mod n, standardised over the n rows.
  func rows() throws -> TrainingRows {
    let table = encoded(try dataset("iris", target: "species"))
    let kept = self == .three ? Array(0..<150) : Array(50..<150)
    let order = kept.indices.map { kept[37 * $0 % kept.count] }
    var features = Matrix<Float>(rows: kept.count, columns: 4, repeating: 0)
    for j in 0..<4 {
      let column = kept.map { table.design[$0, j] }
      let mean = column.reduce(0, +) / Double(kept.count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(kept.count)
      for (i, row) in order.enumerated() {
        features[i, j] = Float((table.design[row, j] - mean) / variance.squareRoot())
      }
    }
    return try TrainingRows(
      features: features,
      labels: order.map { table.targets.labels[0][$0] - (self == .three ? 0 : 1) })
  }
}

/// Losses after one and three epochs, and the last layer after one.
struct TorchRun: Sendable, CustomTestStringConvertible {
  let problem: TorchProblem
  let optimizer: NetworkTrainer.Optimizer
  let rate: Double
  let first: Double
  let third: Double
  let weights: [Double]
  let biases: [Double]

  var testDescription: String { "\(problem) classes, \(optimizer)" }
}

/// A loss at the start, and the gradient of the first layer.
struct TorchStart: Sendable, CustomTestStringConvertible {
  let problem: TorchProblem
  let loss: any Loss
  let mean: Double
  let weights: [Double]
  let biases: [Double]

  var testDescription: String { loss.name }
}

@Suite struct TorchEpochTests {
  /// An epoch is PyTorch's; its own float32 run is 1.5e-7 from its float64 run after one epoch, and
  /// 4.3e-7 after three.
  @Test(arguments: torchRuns)
  func epochsMatchPyTorch(_ run: TorchRun) throws {
    let rows = try run.problem.rows()
    let objective = Objective(run.problem.loss)
    let trainer = NetworkTrainer(
      objective, optimizer: run.optimizer, learningRate: run.rate, batchSize: 16, seed: nil)
    for (epochs, loss) in [(1, run.first), (3, run.third)] {
      var network = run.problem.start
      try trainer.train(&network, on: rows, epochs: epochs)
      let total = try objective.value(logits: network.logits(rows.features), labels: rows.labels)
      #expect(abs((total.meanOverRows ?? .nan) - loss) < 1e-6)
      guard epochs == 1 else { continue }
      let last = network.parameters.suffix(run.weights.count + run.biases.count)
      for (got, expected) in zip(last, run.weights + run.biases) {
        #expect(abs(Double(got) - expected) < 1e-6)
      }
    }
  }

  /// Gradients are PyTorch's float64 ones, read off a step of size 1.
  @Test(arguments: torchStarts)
  func gradientsMatchPyTorch(_ start: TorchStart) throws {
    let rows = try start.problem.rows()
    let network = start.problem.start
    var moved = network
    try NetworkTrainer(
      Objective(start.loss), optimizer: .sgd(), learningRate: 1, batchSize: 150, seed: nil
    ).train(&moved, on: rows, epochs: 1) { epoch in
      #expect(abs(epoch.loss - start.mean) < 1e-6)
      return true
    }
    let expected = start.weights + start.biases
    for (i, slope) in expected.enumerated() {
      let got = Double(network.parameters[i]) - Double(moved.parameters[i])
      #expect(abs(got - slope) < 5e-7, "parameter \(i)")
    }
  }
}

// Scripts/torch_epochs.txt (python3 Scripts/torch_epochs.py), torch 2.13.0.
private let torchRuns: [TorchRun] = [
  TorchRun(
    problem: .three, optimizer: .sgd(), rate: 0.1, first: 0.8464463812, third: 0.5661369871,
    weights: [
      0.296045303, -0.257541806, -0.466807961, -0.465421736, 0.276262879, 0.523301244, 0.45958218,
      -0.176812395, -0.516062319, -0.400764674, 0.045535896, 0.483001977, 0.534558296,
      -0.0476358943, -0.506618917,
    ],
    biases: [
      -0.0387764499, 0.0709347427, 0.0298033319,
    ]),
  TorchRun(
    problem: .three, optimizer: .sgd(momentum: 0.9), rate: 0.1, first: 0.5421656379,
    third: 0.2601066656,
    weights: [
      0.300418913, -0.244367301, -0.484356046, -0.695154607, 0.448283434, 0.581013501,
      0.548262835, -0.250191331, -0.531364083, -0.338386953, -0.0206822995, 0.486842394,
      0.715518475, -0.163572013, -0.571642935,
    ],
    biases: [
      -0.049718488, 0.115225077, -0.00354491058,
    ]),
  TorchRun(
    problem: .three, optimizer: .sgd(momentum: 0.9, nesterov: true), rate: 0.1, first: 0.5029080678,
    third: 0.2193990117,
    weights: [
      0.363178641, -0.282171041, -0.509311974, -0.716771483, 0.486568838, 0.564345121,
      0.554268062, -0.272597104, -0.514963329, -0.391607374, 0.00501965173, 0.514360964,
      0.763564229, -0.205362961, -0.577897727,
    ],
    biases: [
      -0.0870865732, 0.170580015, -0.021531757,
    ]),
  TorchRun(
    problem: .three, optimizer: .adam(), rate: 0.01, first: 0.7724723313, third: 0.4659805849,
    weights: [
      0.26962167, -0.212032542, -0.433413506, -0.472661197, 0.317425668, 0.579879403, 0.500839651,
      -0.236717269, -0.560313165, -0.375999302, -0.00664812466, 0.448599488, 0.577085257,
      -0.10668119, -0.576308012,
    ],
    biases: [
      -0.0272916034, 0.0663490966, 0.033301618,
    ]),
  TorchRun(
    problem: .three, optimizer: .adamW(decay: 0.01), rate: 0.01, first: 0.7728740197,
    third: 0.4663532414,
    weights: [
      0.269359529, -0.211797267, -0.432999194, -0.472240299, 0.317161679, 0.579352915,
      0.500371039, -0.236521751, -0.559767127, -0.375609517, -0.00668232469, 0.448158801,
      0.576565027, -0.10662619, -0.575788915,
    ],
    biases: [
      -0.0272550471, 0.0662708804, 0.0332674161,
    ]),
  TorchRun(
    problem: .two, optimizer: .sgd(), rate: 0.1, first: 0.670467246, third: 0.6315639666,
    weights: [
      0.521042168, -0.486983716, 0.503916085, -0.471443623, 0.479906261, -0.401533306,
    ],
    biases: [
      -0.0682404563
    ]),
]

private let torchStarts: [TorchStart] = [
  TorchStart(
    problem: .three, loss: SoftmaxCrossEntropy(), mean: 1.13529490305,
    weights: [
      0.0654817265966, -0.0533667308143, 0.0569825409514, -0.0517556145244, 0.0218947767191,
      -0.030746410341, 0.0204049940193, -0.000228815509628, -0.0174981222377, 0.0194531171784,
      -0.0422666897164, 0.0304110471544, -0.0111174231344, 0.00880522353896, -0.00709389592024,
      -0.00706998609007, 0.0674496822594, -0.0538270631418, 0.0754484201837, -0.0694190438967,
      0.0297399720195, -0.0316463344452, 0.022444543931, 0.000486658809613, 0.0674799955105,
      -0.0503262808309, 0.0739955436754, -0.072270439358, 0.0340880988928, -0.0312835468736,
      0.0219269125408, -0.000283856461473,
    ],
    biases: [
      0.0699547426667, -0.0553300951754, -0.0523045670262, 0.036026232115, 0.0023089625358,
      -0.0330380661152, 0.0230796681159, -0.00188583209601,
    ]),
  TorchStart(
    problem: .three, loss: SquaredError(), mean: 0.689225789182,
    weights: [
      0.0423827665845, -0.0345397978182, 0.0341479709511, -0.0311903000493, 0.0136587377934,
      -0.0198940541825, 0.013201697754, -0.000220858584865, -0.0096794477813, 0.0110517306265,
      -0.0246884647355, 0.0176847707623, -0.00620695478552, 0.00489687795722, -0.00402230019443,
      -0.0041847564775, 0.0434340091655, -0.0346282839858, 0.0449638262169, -0.0417989935009,
      0.0183663142079, -0.0203680983339, 0.0144146993297, 0.000186497401492, 0.043773457165,
      -0.0326495492008, 0.0441388559046, -0.0437573432221, 0.0212912293961, -0.0202833426524,
      0.0141793362046, -0.000279189448299,
    ],
    biases: [
      0.0435395562843, -0.0342407444818, -0.0314557206865, 0.0212525991145, 0.00217950004503,
      -0.0205576558007, 0.0142711934025, -0.00103734340213,
    ]),
  TorchStart(
    problem: .three, loss: FocalLoss(), mean: 0.527592135693,
    weights: [
      0.0596419214791, -0.0485295572622, 0.0597267321336, -0.0535740768047, 0.0214535343163,
      -0.0280153982148, 0.0186583757383, -0.000152966995609, -0.0154409390506, 0.0172869383516,
      -0.044678654922, 0.0325846365766, -0.0126048592422, 0.00777474201109, -0.00621199659006,
      -0.00748667063615, 0.0613975951027, -0.048919376983, 0.0786795170389, -0.0712984031377,
      0.029403357152, -0.0288172473503, 0.0204800313181, 0.000761096469461, 0.0617088964904,
      -0.0459683202109, 0.0769822860168, -0.0735485195468, 0.0331350822927, -0.0286273748343,
      0.0200889184538, -1.07884841739e-08,
    ],
    biases: [
      0.0636296215947, -0.0502504027827, -0.055414268951, 0.0392643814585, 0.000393975137989,
      -0.0300559912048, 0.0209215181035, -0.0019151719967,
    ]),
  TorchStart(
    problem: .three, loss: GeneralizedCrossEntropy(), mean: 0.7807917722,
    weights: [
      0.031057079462, -0.025349347506, 0.0228225003021, -0.0210917753767, 0.00957206180955,
      -0.014577176904, 0.00964047166142, -0.000144427612584, -0.00854310964292, 0.00943825206518,
      -0.0166879984188, 0.0117701643521, -0.00392426964544, 0.00429666363858, -0.0034884749232,
      -0.00278277868541, 0.0320089950198, -0.0255824824457, 0.0304216089058, -0.0285769960329,
      0.0128501933332, -0.0150129721854, 0.0106258775551, 5.21491441038e-05, 0.0318840484067,
      -0.0238054474047, 0.0299343959563, -0.0301139119736, 0.0150359190159, -0.0147718605238,
      0.0103410675037, -0.000280301826019,
    ],
    biases: [
      0.0332215540525, -0.0263139871704, -0.0206280323414, 0.0136243924628, 0.00202456707392,
      -0.0156872528176, 0.0109964057296, -0.00078015523239,
    ]),
  TorchStart(
    problem: .two, loss: SigmoidCrossEntropy(), mean: 0.692210556489,
    weights: [
      -0.0274756499453, 0.028008044941, -0.0298491586704, 0.0255831117051, -0.028053450271,
      0.0229120391101, -0.0182480487514, 0.0177824225724, -0.0184276492377, 0.0171592226673,
      -0.0167002839507, 0.0154511831251, -0.0446300800639, 0.0448478144162, -0.0476670305592,
      0.0415350635935, -0.0443761668018, 0.0373250033743, -0.0479950871173, 0.0475478474651,
      -0.0500758891764, 0.0448359035867, -0.0462955868183, 0.0403520405278,
    ],
    biases: [
      -0.00133515686902, 0.000679553907464, -0.00239351943421, 0.000411752154223,
      -0.00213128986186, 0.00082049118209,
    ]),
]
