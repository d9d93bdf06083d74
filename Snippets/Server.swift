// A saved model in a server: one row at a time, from any thread.

// snippet.served
import CrossEntropyLearning

let titanic = try Dataset(path: "Examples/titanic.csv", roles: Dataset.Roles(target: "survived"))
let predictor = Predictor(try TableClassifier.fit(titanic, values: [1e-3]))
print("reads", predictor.classifier.columns.joined(separator: ", "))

let passenger: [String: Predictor.Cell] = [
  "class": .text("first"), "sex": .text("female"), "age": .text("adult"),
]
let survival = try predictor.probabilities(of: passenger)[0]
print("p of survival", (1000 * survival[1]).rounded() / 1000)
