// The articles' Keras model: three labels that may all be true, and the loss by Keras's name.

// snippet.keras
import CrossEntropy
import CrossEntropyLearning

// Points of the plane: is x above 0, is y above 0, is x above y?
let steps = stride(from: Float(-0.95), to: 1, by: 0.1)
let points = steps.flatMap { x in steps.map { [x, $0] } }
let rows = try TrainingRows(
  features: try Matrix(points),
  indicators: try Matrix<Double>(
    points.map { p in [p[0] > 0, p[1] > 0, p[0] > p[1]].map { $0 ? 1 : 0 } }))

// Sequential([Dense(8, activation="relu"), Dense(3, activation="sigmoid")])
let model = NetworkArchitecture([
  DenseLayer(8, activation: .relu), DenseLayer(3, activation: .sigmoid),
])
// model.compile(loss="binary_crossentropy", optimizer="adam"); model.fit(…, epochs=50)
let objective = try Objective(named: "binary_crossentropy", for: model, on: rows)
var network = try NeuralNetwork(model, features: 2)
try NetworkTrainer(objective, learningRate: 0.02).train(&network, on: rows, epochs: 50)

let logits = try network.logits(Matrix([[0.5, -0.5], [-0.5, 0.5], [-0.1, -0.5]]))
for row in 0..<logits.rows { print(logits.row(row).map { $0 > 0 }) }
