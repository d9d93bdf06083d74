// From a table to a network, its predictions and what they are worth.

// snippet.digits
import CrossEntropyLearning

let digits = try Dataset(path: "Examples/digits.csv", roles: Dataset.Roles(target: "digit"))
let folds = try digits.folds(5)
let classifier = try TableClassifier.fit(
  digits, rows: folds.rowsOutside(0), model: ModelKind(parsing: "mlp:64"), values: [0.003])
let test = folds.rows(in: 0)
let predictions = try classifier.predict(digits, rows: test)[0]
print("predicted", predictions.predicted.prefix(5).joined(separator: ", "))
let scores = try classifier.scores(on: digits, rows: test)
print("accuracy", (100 * scores.accuracy.mean).rounded() / 100)
