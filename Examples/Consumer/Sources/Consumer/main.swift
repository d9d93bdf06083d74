import CrossEntropy

// Three rows of logits, three labels, class weights and smoothing: the loss and its gradient.
let logits = try Matrix<Float>([[2, 1, 0.1], [0.5, 2.5, 0.3], [1.2, -0.7, 3.1]])
let objective = try Objective(
  SoftmaxCrossEntropy(), classWeights: [1, 2, 3], labelSmoothing: 0.1)
let (total, gradient) = try objective.valueAndGradient(logits: logits, labels: [0, 1, 1])

// PyTorch's weighted mean, 1.7832304.
print("mean over weights", try total.value(of: .meanOverWeight))
print("mean over rows", try total.value(of: .meanOverRows))
print("gradient of the first row", gradient.row(0))

// A small loss survives: log(1 + exp(−40)), not 0.
print("small loss", try SoftmaxCrossEntropy().value(logits: [40, 0], label: 0))
