import CrossEntropy
import Foundation

// Reads cases, one JSON object per line, and writes value and gradient of each, one array per line.

struct Case: Decodable {
  let loss: String
  let logits: [Double]
  let label: Int?
  let target: [Double]?
}

func objective(_ loss: String) throws -> Objective {
  switch loss {
  case "softmax cross entropy": Objective(SoftmaxCrossEntropy())
  case "label smoothing 0.1": try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)
  case "soft targets": Objective(SoftmaxCrossEntropy())
  case "sigmoid cross entropy": Objective(SigmoidCrossEntropy())
  case "squared error of softmax": Objective(SquaredError())
  case "focal, sigmoid": Objective(FocalLoss(unit: .sigmoid))
  case "divergence from targets": Objective(KullbackLeiblerLoss())
  case "Poly-1, ε = 2": Objective(PolyLoss(epsilon: 2))
  case "generalised cross entropy 0.7": Objective(GeneralizedCrossEntropy())
  case "Poisson": Objective(PoissonLoss())
  default: preconditionFailure("no loss is called \(loss)")
  }
}

while let line = readLine() {
  let given = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
  let objective = try objective(given.loss)
  let logits = try Matrix(
    rows: 1, columns: given.logits.count, elements: ContiguousArray(given.logits))
  let (total, gradient) =
    if let label = given.label {
      try objective.valueAndGradient(logits: logits, labels: [label])
    } else {
      try objective.valueAndGradient(
        logits: logits,
        targets: Matrix(
          rows: 1, columns: given.logits.count, elements: ContiguousArray(given.target ?? [])))
    }
  // The bits, so that nothing is lost on the way.
  print(([total.sum] + gradient.elements).map { String($0.bitPattern) }.joined(separator: " "))
}
